import { testCardByNumber, type TestCard } from '../card-table.js';
import { passesLuhn } from '../random.js';
import type { Session } from '../state/types.js';
import { gatewayByCode, type World } from '../world.js';
import { fill, type Strings } from './strings.js';

export type FormErrors = Partial<Record<'number' | 'expiry' | 'cvv' | 'name' | 'method', string>>;

export interface CardForm {
  number: string;
  expiry: string;
  cvv: string;
  name: string;
  pgCode: string;
}

export interface EnteredCard {
  testCard: TestCard;
  number: string;
  month: string;
  year: string;
  cvv: string;
  name: string;
  pgCode: string;
}

/** Arabic and Persian digits count as digits. */
function westernDigits(text: string): string {
  return text.replace(/[٠-٩۰-۹]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf));
}

export function readForm(body: unknown, session: Session): CardForm {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string, max: number): string => {
    const value = fields[name];
    return typeof value === 'string' ? value.slice(0, max).trim() : '';
  };
  return {
    number: westernDigits(text('card_number', 40)).replace(/[\s-]/g, ''),
    expiry: westernDigits(text('card_expiry', 20)).replace(/\s/g, ''),
    cvv: westernDigits(text('card_cvv', 10)),
    name: text('card_name', 64),
    pgCode:
      text('pg_code', 64) ||
      (session.request.pg_codes.length === 1 ? (session.request.pg_codes[0] ?? '') : ''),
  };
}

function checkExpiry(
  world: World,
  session: Session,
  expiry: string,
  strings: Strings,
): string | [string, string] {
  const [, month, year] = /^(0[1-9]|1[0-2])\/?(?:20)?(\d{2})$/.exec(expiry) ?? [];
  if (month === undefined || year === undefined) return strings.errors.expiry;
  // A card is valid through the last day of its month.
  const end = Date.UTC(2000 + Number(year), Number(month), 1);
  const now = world.clock.now();
  if (end <= now) return strings.errors.expired;
  const days = session.request.min_expiry_days ?? 0;
  if (end < now + days * 86_400_000) return fill(strings.errors.expiresSoon, { days: String(days) });
  return [month, year];
}

/** Reads the card form; every mistake is named in the payer's language. */
export function checkForm(
  world: World,
  session: Session,
  form: CardForm,
  strings: Strings,
): { card: EnteredCard; errors: null } | { card: null; errors: FormErrors } {
  const errors: FormErrors = {};
  const testCard = testCardByNumber(form.number);
  if (!/^\d{12,19}$/.test(form.number) || !passesLuhn(form.number)) errors.number = strings.errors.number;
  else if (!testCard) errors.number = strings.errors.testOnly;
  const expiry = checkExpiry(world, session, form.expiry, strings);
  if (typeof expiry === 'string') errors.expiry = expiry;
  const cvvLength = testCard?.brand === 'AMEX' ? 4 : 3;
  if (!/^\d+$/.test(form.cvv) || form.cvv.length !== cvvLength) errors.cvv = strings.errors.cvv;
  if (form.name === '') errors.name = strings.errors.name;
  if (!session.request.pg_codes.includes(form.pgCode) || !gatewayByCode(world, form.pgCode)) {
    errors.method = strings.errors.method;
  }
  if (!testCard || typeof expiry === 'string' || Object.keys(errors).length > 0)
    return { card: null, errors };
  const { number, cvv, name, pgCode } = form;
  return { card: { testCard, number, month: expiry[0], year: expiry[1], cvv, name, pgCode }, errors: null };
}
