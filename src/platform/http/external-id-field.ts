import { field, type FieldOptions, rule } from './field.js';

/** What somebody else calls a thing. */
export function ExternalIdField(options: FieldOptions & { max?: number }): PropertyDecorator {
  const max = options.max ?? 128;
  return field(
    options,
    { type: String, maxLength: max },
    rule(
      'isExternalId',
      `must be a text of 1 to ${max} visible characters`,
      (v) => typeof v === 'string' && v.length <= max && /^[\x21-\x7e]+$/.test(v),
    ),
  );
}
