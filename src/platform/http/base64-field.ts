import { field, type FieldOptions, rule } from './field.js';

export function Base64Field(options: FieldOptions & { max: number }): PropertyDecorator {
  const { max } = options;
  return field(
    options,
    { type: String, format: 'byte', maxLength: max },
    rule(
      'isBase64',
      `must be base64 of at most ${max} characters`,
      (v) => typeof v === 'string' && v.length > 0 && v.length <= max && isBase64(v),
    ),
  );
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}
