import type { Mutant } from '../mutant.js';

const ATTEMPTS = 'migrations/1764000005000-charges-and-attempts.ts';
const HOLDS = 'migrations/1764000046000-captures-and-voids.ts';
const INVOICES = 'migrations/1764000004000-invoices-and-ledger.ts';
const LAWS_SPEC = 'test/integration/schema/laws.spec.ts';

/** The last line of law, and who may see what. */
export const DATABASE: readonly Mutant[] = [
  {
    name: 'no-law-of-one-open-attempt',
    what: 'Nothing in the database forbids two attempts of an invoice at once: any race charges twice.',
    file: HOLDS,
    find: 'CREATE UNIQUE INDEX attempts_one_open',
    replace: 'CREATE INDEX attempts_one_open',
    caughtBy: { spec: LAWS_SPEC, test: 'a second open attempt of an invoice' },
  },
  {
    name: 'no-law-of-what-an-attempt-asks-for',
    what: 'The amount, number or card of an attempt may change after it was written ahead: the answer fits no row.',
    file: 'migrations/1764000060000-attempts-keep-their-word.ts',
    find: "IS DISTINCT FROM ${rowOf('NEW')}",
    replace: "IS DISTINCT FROM ${rowOf('OLD')}",
    caughtBy: {
      spec: 'test/integration/schema/invoice-laws.spec.ts',
      test: 'than when it was written ahead',
    },
  },
  {
    name: 'open-attempts-without-manual',
    what: 'The law of one open attempt forgets those that wait for a person: their invoice is charged meanwhile.',
    file: HOLDS,
    find: "WHERE status IN ('prepared', 'ready', 'sent', 'unknown', 'fenced', 'authorized', 'manual')",
    replace: "WHERE status IN ('prepared', 'ready', 'sent', 'unknown', 'fenced', 'authorized')",
    caughtBy: { spec: 'test/architecture/migrations.spec.ts' },
  },
  {
    name: 'no-law-of-one-kept-success',
    what: 'Nothing in the database forbids two payments of an invoice: the second is kept, and not given back.',
    file: ATTEMPTS,
    find: 'CREATE UNIQUE INDEX attempts_one_kept_success',
    replace: 'CREATE INDEX attempts_one_kept_success',
    caughtBy: { spec: LAWS_SPEC, test: 'a second kept success of an invoice' },
  },
  {
    name: 'no-law-of-one-order-number',
    what: 'Two attempts may have one order number: what is found out about one is booked for the other.',
    file: ATTEMPTS,
    find: 'CREATE UNIQUE INDEX attempts_order_no',
    replace: 'CREATE INDEX attempts_order_no',
    caughtBy: { spec: LAWS_SPEC, test: 'an order number or a session that another attempt has' },
  },
  {
    name: 'no-law-of-one-invoice-a-period',
    what: 'Nothing in the database forbids two invoices of a period: two workers bill a month twice.',
    file: INVOICES,
    find: 'CREATE UNIQUE INDEX invoices_one_per_period',
    replace: 'CREATE INDEX invoices_one_per_period',
    caughtBy: { spec: LAWS_SPEC, test: 'a second invoice for a period' },
  },
  {
    name: 'no-law-of-one-posting',
    what: 'Nothing in the database forbids posting a payment twice.',
    file: INVOICES,
    find: 'CREATE UNIQUE INDEX ledger_transactions_source',
    replace: 'CREATE INDEX ledger_transactions_source',
    caughtBy: { spec: LAWS_SPEC, test: 'the same cause posted twice' },
  },
  {
    name: 'no-law-of-balance',
    what: 'A posting need not balance: money appears in the books, or vanishes from them.',
    file: 'migrations/1764000010000-batches.ts',
    find: 'HAVING sum(debit_minor) <> sum(credit_minor)',
    replace: 'HAVING sum(debit_minor) + sum(credit_minor) < 0',
    caughtBy: { spec: LAWS_SPEC, test: 'a ledger transaction that does not balance' },
  },
  {
    name: 'numbers-with-gaps',
    what: 'Invoice numbers skip one with every batch: a tax office asks where the missing invoices are.',
    file: 'src/modules/invoices/use-cases/number-invoices.ts',
    find: 'series, ofYear.length);',
    replace: 'series, ofYear.length + 1);',
    caughtBy: { spec: 'test/integration/invoices/numbering.spec.ts', test: 'have no gap and no double' },
  },
  {
    name: 'idempotency-key-is-ignored',
    what: 'A request that is sent again is done again: two subscriptions, two first payments.',
    file: 'src/platform/idempotency/idempotency.interceptor.ts',
    find: 'return replay(reply, begun.answer);',
    replace: "return this.run(use, '', request, reply, next);",
    caughtBy: {
      spec: 'test/integration/http/idempotency.spec.ts',
      test: 'the same key and body get the same answer',
    },
  },
  {
    name: 'idempotency-key-of-another-request',
    what: 'A key that was used for another request gets that one’s answer: the second order is never made.',
    file: 'src/platform/idempotency/idempotency.repository.ts',
    find: 'if (!sameBytes(row.request_hash, requestHash))',
    replace: 'if (row.request_hash === requestHash)',
    caughtBy: {
      spec: 'test/integration/http/idempotency.spec.ts',
      test: 'another body or another path under the same key',
    },
  },
  {
    name: 'attempts-of-other-merchants',
    what: 'A merchant may settle the payments of another one, who knows only their ids.',
    file: 'src/modules/charges/attempts.repository.ts',
    find: 'return tx.findOneBy(Attempt, { merchantId, publicId });',
    replace: 'return tx.findOneBy(Attempt, { publicId });',
    caughtBy: {
      spec: 'test/integration/operations/resolving.spec.ts',
      test: "of another merchant's attempt finds nothing",
    },
  },
  {
    name: 'subscriptions-of-other-merchants',
    what: 'A merchant may cancel the subscriptions of another one.',
    file: 'src/modules/subscriptions/subscriptions.repository.ts',
    find: 'return tx.findOne(Subscription, { where: { merchantId, publicId },',
    replace: 'return tx.findOne(Subscription, { where: { publicId },',
    caughtBy: { spec: 'test/scenarios/cancel.spec.ts', test: 'of another merchant' },
  },
];
