import { systemEntropy, type Entropy } from './entropy.js';

export const ID_PREFIXES = {
  merchant: 'mer',
  apiKey: 'key',
  testClock: 'clk',
  customer: 'cus',
  card: 'card',
  agreement: 'agr',
  dunningPolicy: 'dun',
  plan: 'plan',
  price: 'price',
  planMigration: 'mig',
  subscription: 'sub',
  item: 'item',
  scheduledChange: 'sch',
  cardSetup: 'setup',
  invoice: 'inv',
  line: 'line',
  charge: 'chg',
  attempt: 'att',
  refund: 'ref',
  capture: 'cap',
  void: 'void',
  chargeback: 'cbk',
  outsidePayment: 'pay',
  balanceEntry: 'bal',
  event: 'evt',
  webhook: 'whk',
  hold: 'hold',
  usage: 'use',
  import: 'imp',
  taxRate: 'tax',
  coupon: 'coup',
  discount: 'disc',
  pendingLine: 'pend',
  creditNote: 'cn',
  reportDifference: 'diff',
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

let entropy: Entropy = systemEntropy;

/** For simulations, which must be able to happen again: ids and secrets come from there from now on. */
export function drawIdsFrom(other: Entropy): void {
  entropy = other;
}

/** A public id: prefix and a UUIDv7, so that ids sort by the time they were made. */
export function newId(kind: IdKind): string {
  return entropy.typeId(ID_PREFIXES[kind]);
}

/** Whether a text is shaped like an id of this kind; says nothing about existence. */
export function isId(kind: IdKind, text: string): boolean {
  return new RegExp(`^${ID_PREFIXES[kind]}_[0-7][0-9a-hjkmnp-tv-z]{25}$`).test(text);
}

export function newUuid(): string {
  return entropy.uuid();
}

export function newSecret(bytes: number): string {
  return entropy.secret(bytes);
}
