import type { OpenAPIObject } from '@nestjs/swagger';
import { type IdKind, ID_PREFIXES } from '../ids/type-id.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** An instant by its name. What is none, such as a day of a calendar, is not called so. */
const INSTANT =
  /(^|_)(at|at_local|since|until)$|^(now|now_local|trial_end|timestamp)$|(^|_)period_(start|end)$/;

/** So that two hundred DTOs need not say it of each. */
export function tellInstants(schemas: Schemas): void {
  for (const schema of Object.values(schemas)) {
    if ('$ref' in schema) continue;
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      if (!('$ref' in field) && field.type === 'string' && INSTANT.test(name)) field.format ??= 'date-time';
    }
  }
}

/** `{id}` is an id of what stands before it in the path; other parameters are called by what they are. */
const IDS: Readonly<Record<string, IdKind>> = {
  captures: 'capture',
  cards: 'card',
  chargebacks: 'chargeback',
  charges: 'charge',
  coupons: 'coupon',
  'credit-notes': 'creditNote',
  customers: 'customer',
  differences: 'reportDifference',
  'dunning-policies': 'dunningPolicy',
  events: 'event',
  imports: 'import',
  invoices: 'invoice',
  'plan-migrations': 'planMigration',
  plans: 'plan',
  prices: 'price',
  refunds: 'refund',
  subscriptions: 'subscription',
  'tax-rates': 'taxRate',
  'test-clocks': 'testClock',
  voids: 'void',
  webhooks: 'webhook',
  attempts: 'attempt',
  attempt: 'attempt',
  change: 'scheduledChange',
  customer: 'customer',
  discount: 'discount',
  hold: 'hold',
  'lines/line': 'line',
  'pending-lines/line': 'pendingLine',
  usage: 'usage',
};

const OTHERS: Readonly<Record<string, string>> = {
  day: 'A day of the report, such as 2027-01-31.',
  use: 'What the credentials are used for.',
};

export function describePathParameters(path: string, { parameters = [] }: Operation): void {
  for (const one of parameters) {
    if (!('$ref' in one) && one.in === 'path') one.description ??= wordsOf(path, one.name);
  }
}

function wordsOf(path: string, name: string): string | undefined {
  const [, before] = new RegExp(`([a-z-]+)/\\{${name}\\}`).exec(path) ?? [];
  const kind = name === 'id' ? IDS[before!] : (IDS[name] ?? IDS[`${before}/${name}`]);
  return kind ? `An id that begins with ${ID_PREFIXES[kind]}_.` : OTHERS[name];
}
