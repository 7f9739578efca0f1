import { applyDecorators } from '@nestjs/common';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsUrl,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { isTimeZone } from '../../domain/calendar/anchor.js';
import { Temporal } from '../../domain/kernel/temporal.js';
import { currencyDigits, isCurrency } from '../../domain/money/currency.js';
import { type IdKind, ID_PREFIXES, isId } from '../ids/type-id.js';
import { field, type FieldOptions, rule } from './field.js';

/**
 * The vocabulary of request bodies: each word validates a field and documents it, so that what is
 * checked and what is written in the OpenAPI description cannot drift apart.
 */
export function TextField(options: FieldOptions & { max?: number }): PropertyDecorator {
  const max = options.max ?? 200;
  const message = `must be a text of 1 to ${max} characters`;
  return field(
    options,
    { type: String, maxLength: max },
    rule('isText', message, (v) => typeof v === 'string' && hasLength(v, max)),
    Matches(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f]*$/, {
      message: 'must not contain control characters',
    }),
  );
}

/** As the database counts, by code points: validators count a sign and how it is to be shown as one. */
function hasLength(text: string, max: number): boolean {
  return text.length >= 1 && text.length <= 2 * max && [...text].length <= max;
}

export function EmailField(options: FieldOptions): PropertyDecorator {
  const message = 'must be an e-mail address of at most 128 characters';
  return field(
    options,
    { type: String, format: 'email' },
    IsEmail({}, { message }),
    MaxLength(128, { message }),
  );
}

export function PhoneField(options: FieldOptions): PropertyDecorator {
  const message = 'must be a telephone number of 5 to 15 digits, with an optional leading +';
  return field(options, { type: String }, Matches(/^\+?\d{5,15}$/, { message }));
}

export function UrlField(options: FieldOptions): PropertyDecorator {
  const message = 'must be an http(s) address of at most 2000 characters';
  return field(
    options,
    { type: String, format: 'uri' },
    IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false }, { message }),
    MaxLength(2000, { message }),
  );
}

export function ChoiceField(choices: readonly string[], options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String, enum: [...choices] },
    IsIn([...choices], { message: `must be one of: ${choices.join(', ')}` }),
  );
}

export function IntegerField(options: FieldOptions & { min: number; max: number }): PropertyDecorator {
  const message = `must be a whole number from ${options.min} to ${options.max}`;
  return field(
    options,
    { type: 'integer', minimum: options.min, maximum: options.max },
    IsInt({ message }),
    Min(options.min, { message }),
    Max(options.max, { message }),
  );
}

/** As IntegerField, for a query string, where everything arrives as text. */
export function QueryIntegerField(options: FieldOptions & { min: number; max: number }): PropertyDecorator {
  const toNumber = Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value,
  );
  return applyDecorators(toNumber, IntegerField(options));
}

export function BooleanField(options: FieldOptions): PropertyDecorator {
  return field(options, { type: Boolean }, IsBoolean({ message: 'must be true or false' }));
}

export function IdField(kind: IdKind, options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String },
    rule(
      'isId',
      `must be an id that begins with ${ID_PREFIXES[kind]}_`,
      (v) => typeof v === 'string' && isId(kind, v),
    ),
  );
}

export function CurrencyField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String, minLength: 3, maxLength: 3 },
    rule(
      'isCurrency',
      'must be an ISO 4217 currency code such as KWD, SAR or USD',
      (v) => typeof v === 'string' && isCurrency(v),
    ),
  );
}

/** As amounts are read: "0100" is likelier an identifier in the wrong field than an amount. */
const A_DECIMAL = 'must be a decimal text that is not negative, without zeros before it, such as "9.500"';

/**
 * A decimal string with at most the digits of the currency that stands beside it in `currencyField`.
 * Never a JSON number: those are floats before we see them.
 */
export function AmountField(options: FieldOptions & { currencyField?: string }): PropertyDecorator {
  const currencyField = options.currencyField ?? 'currency';
  const faultOf = (value: unknown, object: object): string | null => {
    if (typeof value !== 'string' || !/^(0|[1-9]\d{0,11})(\.\d+)?$/.test(value)) {
      return A_DECIMAL;
    }
    const currency = (object as Record<string, unknown>)[currencyField];
    if (typeof currency !== 'string' || !isCurrency(currency)) return null;
    const digits = currencyDigits(currency);
    const given = value.split('.')[1]?.length ?? 0;
    return given <= digits
      ? null
      : `has ${given} digits after the point; ${currency} allows at most ${digits}`;
  };
  return field(
    options,
    { type: String },
    ValidateBy({
      name: 'isAmount',
      validator: {
        validate: (value, args) => faultOf(value, args!.object) === null,
        defaultMessage: (args) => faultOf(args!.value, args!.object) ?? 'is not an amount',
      },
    }),
  );
}

/** A decimal text whose currency the row knows, not the request: its digits are checked against that. */
export function DecimalField(options: FieldOptions): PropertyDecorator {
  const pattern = /^(0|[1-9]\d{0,11})(\.\d{1,4})?$/;
  return field(options, { type: String }, Matches(pattern, { message: A_DECIMAL }));
}

export function TimeZoneField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String },
    rule(
      'isTimeZone',
      'must be an IANA time zone such as Asia/Kuwait',
      (v) => typeof v === 'string' && isTimeZone(v),
    ),
  );
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/;

/** Date alone reads 30 February as 2 March. */
function isRealInstant(text: string): boolean {
  try {
    Temporal.Instant.from(text);
    return !Number.isNaN(new Date(text).getTime());
  } catch {
    return false;
  }
}

export function InstantField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String, format: 'date-time' },
    rule(
      'isInstant',
      'must be an instant such as 2027-01-31T09:00:00Z',
      (v) => typeof v === 'string' && INSTANT.test(v) && isRealInstant(v),
    ),
  );
}

/** Up to 20 texts by name; kept and given back, never read. */
export function MetadataField(): PropertyDecorator {
  const allowed = 'must be an object of at most 20 texts, names up to 40 and values up to 500 characters';
  return field(
    {
      description:
        'Your own texts by name; we only keep them. In an update they replace all that were there.',
      example: { crm_id: 'A-17' },
      optional: true,
    },
    { type: 'object', additionalProperties: { type: 'string' } },
    rule('isMetadata', allowed, (value) => {
      if (!isObject(value)) return false;
      const entries = Object.entries(value as object);
      return (
        entries.length <= 20 &&
        entries.every(([k, v]) => k.length >= 1 && k.length <= 40 && typeof v === 'string' && v.length <= 500)
      );
    }),
  );
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function ListField(
  type: () => new () => object,
  options: FieldOptions & { min: number; max: number },
): PropertyDecorator {
  const message = `must be a list of ${options.min} to ${options.max} entries`;
  return field(
    options,
    { type: () => type(), isArray: true },
    IsArray({ message }),
    ArrayMinSize(options.min, { message }),
    ArrayMaxSize(options.max, { message }),
    // ValidateNested alone takes a list inside the list for an entry.
    rule('isListOfObjects', 'must be a list of objects', (v) => Array.isArray(v) && v.every(isObject)),
    ValidateNested({ each: true, message: 'must be an object' }),
    Type(type),
  );
}
