import { AppError } from '../../platform/http/app-error.js';
import { readAmount } from '../../platform/http/read-amount.js';

/** From how much on usage is billed at once, as a request says it; `field` is where. @throws AppError */
export function usageThresholdOf(
  text: string | null | undefined,
  { currency, isMetered }: { currency: string; isMetered: boolean },
  field = 'usage_threshold',
): bigint | null {
  if (text === undefined || text === null) return null;
  if (!isMetered) throw refused(field, 'goes with a metered price among the items; there is none');
  const { minor } = readAmount(text, currency, field);
  if (minor > 0n) return minor;
  throw refused(field, 'must be more than 0');
}

function refused(field: string, message: string): AppError {
  return AppError.field('rule_violation', field, message);
}
