import { parseAmount, formatAmount } from '../money.js';
import type { Json, JsonObject } from '../state/types.js';

/** Collects what is wrong with a body, field by field, and hands out what is right. */
export class BodyCheck {
  readonly errors: Record<string, Json> = {};

  constructor(private readonly body: JsonObject) {}

  get failed(): boolean {
    return Object.keys(this.errors).length > 0;
  }

  fail(field: string, message: string): void {
    this.errors[field] ??= [message];
  }

  has(field: string): boolean {
    const value = this.body[field];
    return value !== undefined && value !== null && value !== '';
  }

  text(field: string, options: { max?: number; required?: boolean } = {}): string | undefined {
    if (!this.has(field)) {
      if (options.required) this.fail(field, 'This field is required.');
      return undefined;
    }
    const value = this.body[field];
    if (typeof value !== 'string' && typeof value !== 'number') {
      this.fail(field, 'Not a valid string.');
      return undefined;
    }
    const text = String(value);
    if (options.max !== undefined && text.length > options.max) {
      this.fail(field, `Ensure this field has no more than ${options.max} characters.`);
    }
    return text;
  }

  choice<T extends string>(field: string, choices: readonly T[], required = false): T | undefined {
    const text = this.text(field, { required });
    if (text === undefined) return undefined;
    if ((choices as readonly string[]).includes(text)) return text as T;
    this.fail(field, `"${text}" is not a valid choice.`);
    return undefined;
  }

  integer(field: string, min: number, max: number, required = false): number | undefined {
    const text = this.text(field, { required });
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!Number.isInteger(value)) this.fail(field, 'A valid integer is required.');
    else if (value < min) this.fail(field, `Ensure this value is greater than or equal to ${min}.`);
    else if (value > max) this.fail(field, `Ensure this value is less than or equal to ${max}.`);
    else return value;
    return undefined;
  }

  url(field: string, max = 2000): string | undefined {
    const text = this.text(field, { max });
    if (text === undefined) return undefined;
    if (/^https?:\/\/[^\s<>"]+$/i.test(text) && URL.canParse(text)) return text;
    this.fail(field, 'Enter a valid URL.');
    return undefined;
  }

  /** YYYY-MM-DD; DD/MM/YYYY is read too. */
  date(field: string, required = false): string | undefined {
    const text = this.text(field, { required });
    if (text === undefined) return undefined;
    const day = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text);
    const iso = day ? `${day[3]}-${day[2]}-${day[1]}` : text;
    const at = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? Date.parse(`${iso}T00:00:00Z`) : NaN;
    if (!Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === iso) return iso;
    this.fail(field, 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD, DD/MM/YYYY.');
    return undefined;
  }

  /** An amount of a currency, with all its digits. Zero only where it makes sense. */
  amount(
    field: string,
    currency: string,
    options: { zero?: boolean; required?: boolean } = {},
  ): string | undefined {
    const text = this.text(field, { required: options.required });
    if (text === undefined) return undefined;
    const minor = parseAmount(text, currency);
    if (minor === null) {
      const readable = /^\d+(\.\d+)?$/.test(text);
      this.fail(field, readable ? `Too many digits for ${currency}.` : 'A valid number is required.');
    } else if (minor === 0n && !options.zero) this.fail(field, 'The amount must be greater than zero.');
    else return formatAmount(minor, currency);
    return undefined;
  }
}
