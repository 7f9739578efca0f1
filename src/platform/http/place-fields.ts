import { field, type FieldOptions, rule } from './field.js';

/** By code and name of the host's tables: what has no name is no country. */
const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
/** They have names and are no countries: unions, tests, the unknown. */
const NO_COUNTRY = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ']);

export function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && !NO_COUNTRY.has(code) && regions.of(code) !== undefined;
}

export function CountryField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String, minLength: 2, maxLength: 2 },
    rule(
      'isCountry',
      'must be a country by its two letters of ISO 3166, such as KW or SA',
      (v) => typeof v === 'string' && isCountry(v),
    ),
  );
}

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
