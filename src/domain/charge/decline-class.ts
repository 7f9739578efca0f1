import { networkOf } from './card-network.js';

/**
 * What a decline means for trying again.
 * - hard: the issuer or the cardholder said never again with this card, for anything.
 * - card_problem: this card cannot be charged; only another card, or the customer, helps.
 * - configuration: the merchant's account refused, not the customer's bank.
 * - soft: the issuer may approve later.
 */
export const DECLINE_CLASSES = ['hard', 'card_problem', 'configuration', 'soft'] as const;
export type DeclineClass = (typeof DECLINE_CLASSES)[number];

/** ISO 8583 response codes as every network means them. Those not listed are not understood. */
const MEANINGS: Readonly<Record<string, DeclineClass>> = {
  ...all('card_problem', [
    '04',
    '07',
    '14',
    '15',
    '33',
    '34',
    '35',
    '36',
    '37',
    '41',
    '43',
    '46',
    '54',
    '57',
  ]),
  ...all('card_problem', ['1A', '39', '52', '53', '56', '82', 'N7', 'R0', 'R1', 'R3']),
  ...all('configuration', ['03', '13', '30', '58']),
  ...all('soft', ['01', '02', '05', '06', '08', '12', '19', '20', '21', '22', '25', '28', '51', '55', '59']),
  ...all('soft', [
    '61',
    '62',
    '63',
    '65',
    '68',
    '70',
    '75',
    '79',
    '80',
    '83',
    '85',
    '91',
    '92',
    '93',
    '94',
    '96',
  ]),
  ...all('soft', ['78', '86', '5C', '9G', 'N3', 'N4', 'Z5']),
};

/** Visa, category 1: the issuer will never approve. R0, R1, R3: the cardholder stopped the payments. */
const VISA_NEVER_AGAIN: ReadonlySet<string> = new Set([
  ...['04', '07', '12', '14', '15', '41', '43', '46', '57'],
  ...['R0', 'R1', 'R3'],
]);

/** Mastercard's merchant advice codes. 02 and 24 to 30 only say when to come back: see card-limits.ts. */
const MASTERCARD_ADVICE: Readonly<Record<string, DeclineClass>> = {
  ...all('hard', ['03', '21']),
  // 01: the account was replaced. 04 and 08: this credential is not to be tried again.
  ...all('card_problem', ['01', '04', '08']),
};

/** What a response code means whatever the card; null when it is not understood. */
export function meaningOfCode(code: string | null): DeclineClass | null {
  return code !== null && Object.hasOwn(MEANINGS, code) ? MEANINGS[code]! : null;
}

export interface DeclineWords {
  brand: string | null;
  /** What the gateway's answer means by itself. */
  class: DeclineClass;
  responseCode: string | null;
  adviceCode: string | null;
}

/**
 * The class of a decline for the card that was charged: what the gateway said, and what the card's own network
 * says beyond it. The strictest holds. Visa's list binds Visa's cards only, and Mastercard's advice its own; of
 * a card whose brand nobody told, both are obeyed, since trying again after a "never" is fined.
 */
export function classOfDecline({ brand, class: said, responseCode, adviceCode }: DeclineWords): DeclineClass {
  const network = networkOf(brand);
  const found: (DeclineClass | undefined)[] = [said];
  if (network === 'visa' || network === 'unknown')
    found.push(VISA_NEVER_AGAIN.has(responseCode ?? '') ? 'hard' : undefined);
  if (network === 'mastercard' || network === 'unknown') found.push(adviceClass(adviceCode));
  return strictest(found);
}

/** When several things are said, the one that forbids most is obeyed. */
export function strictest(classes: readonly (DeclineClass | null | undefined)[]): DeclineClass {
  return DECLINE_CLASSES.find((one) => classes.includes(one)) ?? 'soft';
}

function adviceClass(code: string | null): DeclineClass | undefined {
  return code !== null && Object.hasOwn(MASTERCARD_ADVICE, code) ? MASTERCARD_ADVICE[code] : undefined;
}

function all(one: DeclineClass, codes: string[]): Record<string, DeclineClass> {
  return Object.fromEntries(codes.map((code) => [code, one]));
}
