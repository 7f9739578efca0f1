import { FLAT_FIELDS, type SignedField } from './signature.js';

/**
 * flat-18 joins names and values with nothing between, so one signed text can be read in several ways.
 * A payer who calls himself `Aorder_noVICTIM…` has Ottu sign a text that contains `order_noVICTIM`, and
 * may then post us the same text cut at other places: another payload under a valid signature.
 *
 * Only what the payer cannot choose decides what a webhook is about: amount, currency, order, result and
 * state. Every payment of ours carries all five, so the payload that Ottu really signed is one of the
 * readings that give them a well-formed value each. If all such readings agree, the received one is right
 * about them; if two differ, one of them is forged and we cannot tell which. Other fields may be anything
 * in a reading, since Ottu lets payers type what they like: being lenient here only finds more forgeries.
 */
const DECISIVE: Readonly<Record<string, (value: string) => boolean>> = {
  amount: (value) => /^\d{1,15}(\.\d{1,4})?$/.test(value),
  currency_code: (value) => /^[A-Z]{3}$/.test(value),
  // Order numbers are made by us and never contain the name of a signed field.
  order_no: (value) =>
    /^[\w.:/-]{1,128}$/.test(value) &&
    !FLAT_FIELDS.some((name) => name.includes('_') && value.includes(name)),
  result: (value) => /^[a-z_]{1,32}$/.test(value),
  state: (value) => /^[a-z_]{1,32}$/.test(value),
};

/** A place in the text where the name of a signed field begins. */
interface Place {
  at: number;
  /** Index in FLAT_FIELDS. Names are signed in their order, so it must grow along a reading. */
  name: number;
}

/** An honest payload has at most 18 places and a few by chance ("state" inside an address). */
const MAX_PLACES = 64;

/**
 * Whether the signed text has a reading that differs from the received one in a decisive field.
 * @param fields as received, in signing order
 * @param message the text that was signed
 */
export function isAmbiguous(fields: readonly SignedField[], message: string): boolean {
  const places = findPlaces(message);
  if (places.length > MAX_PLACES) return true;
  const present = new Set(fields.map(([path]) => path));
  const required = FLAT_FIELDS.map((name, index) =>
    name in DECISIVE && present.has(name) ? index : -1,
  ).filter((index) => index >= 0);
  // tails[i]: what the decisive fields from place i on can read; two different ones are enough to know.
  const tails: Set<string>[] = places.map(() => new Set<string>());
  for (let i = places.length - 1; i >= 0; i--) {
    for (const [part, tail] of continuations(message, places, i, required, tails)) {
      if (tails[i]!.size < 2) tails[i]!.add(part + tail);
    }
  }
  const first = places.findIndex(({ at, name }) => at === 0 && !skips(required, -1, name));
  const received = fields.map(([path, value]) => (path in DECISIVE ? decisive(path, value) : '')).join('');
  return first < 0 || tails[first]!.size !== 1 || !tails[first]!.has(received);
}

/** Every way in which the field at place `i` can end: at a later name, or at the end of the text. */
function* continuations(
  message: string,
  places: readonly Place[],
  i: number,
  required: readonly number[],
  tails: readonly Set<string>[],
): Generator<[part: string, tail: string]> {
  const { at, name } = places[i]!;
  const start = at + FLAT_FIELDS[name]!.length;
  for (let j = i + 1; j <= places.length; j++) {
    const next = places[j] ?? { at: message.length, name: FLAT_FIELDS.length };
    if (next.at <= start || next.name <= name || skips(required, name, next.name)) continue;
    const reading = readValue(FLAT_FIELDS[name]!, message.slice(start, next.at));
    if (reading === null) continue;
    for (const tail of j === places.length ? [''] : tails[j]!) yield [reading, tail];
  }
}

/** The part of a reading that a field adds; null when the value is impossible for it. */
function readValue(name: string, value: string): string | null {
  const isPossible = DECISIVE[name];
  if (!isPossible) return '';
  return isPossible(value) ? decisive(name, value) : null;
}

function decisive(name: string, value: string): string {
  return `${name}=${value}\n`;
}

function skips(required: readonly number[], from: number, to: number): boolean {
  return required.some((index) => index > from && index < to);
}

function findPlaces(message: string): Place[] {
  const places: Place[] = [];
  FLAT_FIELDS.forEach((word, name) => {
    for (let at = message.indexOf(word); at >= 0; at = message.indexOf(word, at + 1))
      places.push({ at, name });
  });
  return places.sort((a, b) => a.at - b.at);
}
