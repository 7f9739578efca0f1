import { parsePercent } from '../../domain/discount/percent.js';
import { Temporal } from '../../domain/kernel/temporal.js';
import { isCountry } from '../../domain/tax/country.js';
import { type IdKind, ID_PREFIXES, isId } from '../ids/type-id.js';
import { field, type FieldOptions, rule } from './field.js';

/** Words of request bodies for tax, coupons and lists of ids. */
export function CountryField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String, minLength: 2, maxLength: 2 },
    rule(
      'isCountry',
      'must be an ISO 3166-1 country code of two capitals such as SA or KW',
      (v) => typeof v === 'string' && isCountry(v),
    ),
  );
}

export function TaxNumberField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String, minLength: 3, maxLength: 30 },
    rule(
      'isTaxNumber',
      'must be a tax number of 3 to 30 letters, digits and dashes',
      (v) => typeof v === 'string' && /^[A-Za-z0-9-]{3,30}$/.test(v),
    ),
  );
}

/** A decimal text, never a JSON number: 8.1 as a float is not 8.1. */
export function PercentField(options: FieldOptions & { zero?: boolean }): PropertyDecorator {
  const least = options.zero === true ? 0n : 1n;
  const allowed =
    `must be a percentage as text, ${options.zero === true ? 'from 0' : 'above 0'} to 100 with at most four ` +
    'digits after the point, such as "12.5"';
  return field(
    options,
    { type: String },
    rule('isPercent', allowed, (v) => {
      const millionths = typeof v === 'string' ? parsePercent(v) : null;
      return millionths !== null && millionths >= least;
    }),
  );
}

export function IdListField(kind: IdKind, options: FieldOptions & { most: number }): PropertyDecorator {
  const { most } = options;
  return field(
    options,
    { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: most },
    rule(
      'isIdList',
      `must be a list of 1 to ${most} ids that begin with ${ID_PREFIXES[kind]}_, each at most once`,
      (v) =>
        Array.isArray(v) &&
        v.length >= 1 &&
        v.length <= most &&
        new Set(v).size === v.length &&
        v.every((one) => typeof one === 'string' && isId(kind, one)),
    ),
  );
}

/** A day of a calendar, without a zone. */
export function LocalDateField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String, format: 'date' },
    rule('isLocalDate', 'must be a day such as 2027-01-31', (v) => typeof v === 'string' && isRealDay(v)),
  );
}

/** A calendar of ours has a year 0000, and the database's has none: it would refuse the day as an error of its own. */
function isRealDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '0001') return false;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
  } catch {
    return false;
  }
}

/** A short list of texts, such as coupon codes. */
export function TextListField(options: FieldOptions & { most: number; max: number }): PropertyDecorator {
  const { most, max } = options;
  return field(
    options,
    { type: 'array', items: { type: 'string', maxLength: max }, minItems: 1, maxItems: most },
    rule(
      'isTextList',
      `must be a list of 1 to ${most} texts of 1 to ${max} characters`,
      (v) =>
        Array.isArray(v) &&
        v.length >= 1 &&
        v.length <= most &&
        v.every((one) => typeof one === 'string' && one.length >= 1 && one.length <= max),
    ),
  );
}

export function PgCodeField(options: FieldOptions): PropertyDecorator {
  const message = 'must be a pg_code of 1 to 64 letters, digits, - and _, such as credit-card';
  const isCode = (value: unknown) => typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value);
  return field(options, { type: String }, rule('isPgCode', message, isCode));
}
