import { Temporal } from '../kernel/temporal.js';
import { describeLocalDate, isTimeZone } from '../calendar/local-time.js';

/** Stored JSON, perhaps written by an older version: every field may be missing or of another shape. */
export type EventData = Readonly<Record<string, unknown>>;

const SHOWN_CHARACTERS = 200;

/** A field as text, or null. Numbers and booleans are shown; objects are not. */
export function text(data: EventData, key: string): string | null {
  const value = data[key];
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return null;
  // One line, because a gateway's message with line breaks would tear the sentence apart.
  const line = value.replace(/\s+/g, ' ').trim();
  return line === '' ? null : line.slice(0, SHOWN_CHARACTERS);
}

/**
 * A field that may itself be a sentence, made to fit inside one: "The card expired." becomes "the card
 * expired". Names in capitals stay as they are.
 */
export function clause(data: EventData, key: string): string | null {
  const value = text(data, key)?.replace(/[.\s]+$/, '');
  if (value === undefined || value === '') return null;
  const isWord = /^[A-Z][a-z]*\s[a-z]/.test(value);
  return isWord ? value.charAt(0).toLowerCase() + value.slice(1) : value;
}

/** The words with the field in place of `%`, or nothing at all when the field is missing. */
export function phrase(words: string, value: string | null): string {
  return value === null ? '' : words.replace('%', () => value);
}

/** "9.500 KWD" from `{amount: {amount, currency}}`, or from `amount` and `currency` side by side. */
export function amount(data: EventData): string | null {
  const nested = data['amount'] ?? data['total'];
  const source = isRecord(nested) ? nested : data;
  const value = text(source, 'amount');
  const currency = text(source, 'currency');
  return value !== null && currency !== null ? `${value} ${currency}` : null;
}

/** "31 January 2027, 09:00 (Asia/Kuwait)"; UTC when the data names no `time_zone`. */
export function moment(data: EventData, key: string): string | null {
  const value = text(data, key);
  if (value === null) return null;
  const named = text(data, 'time_zone');
  const zone = named !== null && isTimeZone(named) ? named : 'UTC';
  try {
    const local = Temporal.Instant.from(value).toZonedDateTimeISO(zone);
    const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
    return `${describeLocalDate(local.toPlainDate().toString())}, ${time} (${zone})`;
  } catch {
    return value;
  }
}

/** "Visa ending in 1019", "card ending in 1019", or null. */
export function card(data: EventData): string | null {
  const source = isRecord(data['card']) ? data['card'] : data;
  const lastFour = text(source, 'last_four');
  return lastFour === null ? null : `${text(source, 'brand') ?? 'card'} ending in ${lastFour}`;
}

/** "insufficient funds (code 51)": message and code of a decline, what there is of them. */
export function decline(data: EventData): string | null {
  const source = isRecord(data['decline']) ? data['decline'] : data;
  const message = text(source, 'message')?.replace(/\.+$/, '') || null;
  const code = text(source, 'code');
  if (message === null) return code === null ? null : `code ${code}`;
  return code === null ? message : `${message} (code ${code})`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
