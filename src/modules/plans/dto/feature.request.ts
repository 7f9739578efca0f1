import { FEATURE_TYPES, type Feature } from '../../../domain/entitlement/entitlements.js';
import { AppError } from '../../../platform/http/app-error.js';
import { fieldPath } from '../../../platform/http/field-path.js';
import { BooleanField, ChoiceField, IntegerField, TextField } from '../../../platform/http/fields.js';

export const MOST_FEATURES = 50;

export class FeatureRequest {
  @TextField({ max: 60, description: 'Its name, by which your backend asks for it.', example: 'seats' })
  key: string;

  @ChoiceField(FEATURE_TYPES, { description: 'On or off, a limit, or a text.', example: 'limit' })
  type: Feature['type'];

  @BooleanField({ description: 'Of a switch.', example: true, optional: true })
  enabled?: boolean;

  @IntegerField({
    min: 0,
    max: 1_000_000_000_000,
    description: 'Of a limit: how many at most; null for without limit.',
    example: 5,
    nullable: true,
  })
  limit?: number | null;

  @TextField({ max: 500, description: 'Of a text.', example: 'by telephone', optional: true })
  text?: string;
}

/** What the request says that a plan gives. @throws AppError naming the field at fault */
export function featuresOf(requests: FeatureRequest[] = []): Feature[] {
  const keys = new Set<string>();
  return requests.map((request, index) => {
    const fail = (field: string, message: string) =>
      AppError.field('invalid_request', fieldPath('features', index, field), message);
    const { key, type, enabled, limit, text } = request;
    if (keys.has(key)) throw fail('key', 'stands in the list twice');
    keys.add(key);
    const given = { enabled: enabled !== undefined, limit: limit !== undefined, text: text !== undefined };
    const wanted = { switch: 'enabled', limit: 'limit', text: 'text' }[type] as keyof typeof given;
    if (!given[wanted]) throw fail(wanted, `is required of a ${type}`);
    const odd = (['enabled', 'limit', 'text'] as const).find((field) => field !== wanted && given[field]);
    if (odd) throw fail(odd, `a ${type} has none`);
    if (type === 'switch') return { key, type, enabled: enabled! };
    return type === 'limit' ? { key, type, limit: limit! } : { key, type, text: text! };
  });
}
