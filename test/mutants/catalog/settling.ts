import type { Mutant } from '../mutant.js';

const SUCCESS = 'src/modules/charges/settle-success.ts';
const SETTLE = 'src/modules/charges/settle-charge.ts';
const OUTCOME = 'src/modules/charges/gateway-outcome.ts';
const SETTLING_SPEC = 'test/integration/charging/settling.spec.ts';
const CONSENT_SPEC = 'test/integration/charging/consent-and-card.spec.ts';

/** What is learnt about a payment, and how it enters the books. */
export const SETTLING: readonly Mutant[] = [
  {
    name: 'late-success-is-dropped',
    what: 'A payment that arrives after the no is ignored: the money is in and the customer is dunned for it.',
    file: OUTCOME,
    find: "succeeded: [['answer_succeeded'], ['late_success']],",
    replace: "succeeded: [['answer_succeeded']],",
    caughtBy: { spec: 'src/modules/charges/gateway-outcome.spec.ts' },
  },
  {
    name: 'machine-ends-what-a-person-decides',
    what: 'A refusal ends an attempt that waits for a person: its invoice is charged again while the money may be in.',
    file: 'src/domain/charge/attempt-states.ts',
    find: "manual: { resolved_unpaid: 'abandoned',",
    replace: "manual: { resolved_unpaid: 'abandoned', proven_unpaid: 'abandoned',",
    caughtBy: { spec: 'src/modules/charges/gateway-outcome.spec.ts' },
  },
  {
    name: 'late-no-undoes-a-yes',
    what: 'A decline that arrives after the payment undoes it: a customer who has paid is dunned and charged again.',
    file: SETTLE,
    find: 'if (events.length === 0) return null;',
    replace:
      "if (attempt.status === 'succeeded' && outcome.kind === 'declined') return 'declined';\n  if (events.length === 0) return null;",
    caughtBy: { spec: SETTLING_SPEC, test: 'once succeeded is not moved by a late "declined"' },
  },
  {
    name: 'batch-settles-from-stale-rows',
    what: 'Two news of one subscription are settled from the rows as they were before the first: who has paid is dunned.',
    file: SETTLE,
    find: 'const isFirst = !seen.has(subscriptionId);',
    replace: 'const isFirst = true as boolean;',
    also: [
      'subscriptions.get(attempt.subscriptionId)!',
      'charges.get(attempt.chargeId)!',
      'locked.get(attempt.id)!',
    ].map((row) => ({
      file: 'src/modules/charges/settlement-contexts.ts',
      find: row,
      replace: `{ ...${row} }`,
    })),
    caughtBy: { spec: SETTLING_SPEC, test: 'leaves no dunning behind' },
  },
  {
    name: 'surplus-counts-as-payment',
    what: 'Money for an invoice that is paid already is booked against what customers owe, and is never given back.',
    file: SUCCESS,
    find: "credit: 'surplus',",
    replace: "credit: 'receivable',",
    caughtBy: { spec: 'test/scenarios/late-success.spec.ts', test: 'is found by the look after 72 hours' },
  },
  {
    name: 'void-invoice-refuses-its-money',
    what: 'A payment for a void invoice cannot be booked: the money is at the gateway and in no book.',
    file: SUCCESS,
    find: "return invoice.status !== 'paid' && invoice.status !== 'void';",
    replace: "return invoice.status !== 'paid';",
    caughtBy: { spec: SETTLING_SPEC, test: 'puts the money aside as surplus' },
  },
  {
    name: 'late-success-is-not-posted',
    what: 'A late payment pays its invoice without a posting: the ledger has less than the bank.',
    file: SUCCESS,
    find: 'await this.ledger.post(writer, attempt.merchantId, {',
    replace:
      "if (can(chargeMachine, charge.status, 'attempt_succeeded'))\n      await this.ledger.post(writer, attempt.merchantId, {",
    caughtBy: { spec: SETTLING_SPEC, test: 'booked once, whenever a success is among the news' },
  },
  {
    name: 'late-success-is-posted-twice',
    what: 'A late payment is posted as payment and as surplus: the ledger has more than the bank.',
    file: SUCCESS,
    find: 'await this.invoiceLifecycle.pay(writer, invoice, now);',
    replace: `if (!can(chargeMachine, charge.status, 'attempt_succeeded'))
      await this.ledger.post(writer, attempt.merchantId, {
        source: 'attempt_surplus',
        sourceId: attempt.id,
        occurredAt: now,
        debit: 'cash_at_gateway',
        credit: 'surplus',
        amount: money(attempt.amountMinor, attempt.currency),
      });
    await this.invoiceLifecycle.pay(writer, invoice, now);`,
    caughtBy: { spec: SETTLING_SPEC, test: 'booked once, whenever a success is among the news' },
  },
  {
    name: 'cycles-are-not-counted',
    what: 'Payments are not counted against the agreement: the card is charged beyond what its holder consented to.',
    file: SUCCESS,
    find: 'await this.agreements.countCycle(',
    replace: 'if (attempt.n < 1) await this.agreements.countCycle(',
    caughtBy: { spec: CONSENT_SPEC, test: 'is counted once against the agreement' },
  },
  {
    name: 'agreement-is-not-asked',
    what: 'An agreement that expired or is used up is charged all the same: without consent every charge is disputable.',
    file: 'src/modules/charges/decide-attempt.ts',
    find: 'if (!allowed.ok) return',
    replace: "if (!allowed.ok && allowed.reason === '') return",
    caughtBy: { spec: 'src/modules/charges/decide-attempt.spec.ts' },
  },
  {
    name: 'poison-takes-the-batch',
    what: 'One row that cannot be worked on fails its whole batch: fifty renewals are not collected, day after day.',
    file: 'src/platform/database/in-batch.ts',
    find: 'logger.warn({ err: error, rows: rows.length }',
    replace: 'if (error instanceof Error) throw error;\n      logger.warn({ err: error, rows: rows.length }',
    caughtBy: { spec: 'test/integration/batches/writes.spec.ts', test: 'for the one poisoned row only' },
  },
  {
    name: 'hard-decline-does-not-stop-the-card',
    what: 'A stolen card goes on being charged for other subscriptions: the networks fine the merchant.',
    file: 'src/modules/charges/decline-of-card.ts',
    find: "if (decline.class !== 'hard') return;",
    replace: 'if (decline.class !== null) return;',
    caughtBy: { spec: CONSENT_SPEC, test: 'stops the card for every subscription' },
  },
  {
    name: 'late-success-leaves-the-page-open',
    what: 'An invoice paid late leaves its customer’s other page payable: whoever has that tab open pays twice.',
    file: SUCCESS,
    find: 'const wasLate = isLate(context);',
    replace: 'const wasLate = !isAwaited(context);',
    caughtBy: { spec: SETTLING_SPEC, test: 'late closes the page that its customer opened' },
  },
  {
    name: 'refused-charge-is-not-looked-at-again',
    what: 'A charge that was refused is never looked at again: made all the same, it is in no book.',
    file: 'src/modules/charges/settle-negative.ts',
    find: '{ nextCheckAt: lateLook(context), trouble: troubleOf(reason) }',
    replace: '{ nextCheckAt: null, trouble: troubleOf(reason) }',
    caughtBy: {
      spec: 'test/integration/charging/settling-without-success.spec.ts',
      test: '"refused" is looked at once more',
    },
  },
  {
    name: 'broken-law-goes-on-charging',
    what: 'A payment that would break a law of the books stops nothing: the next charge rests on the same wrong books.',
    file: SETTLE,
    find: 'await this.stopOnBrokenLaw.execute(',
    replace: "if (settled.error.message === '') await this.stopOnBrokenLaw.execute(",
    caughtBy: { spec: SETTLING_SPEC, test: 'break a law of the books' },
  },
  {
    name: 'new-card-is-not-seen-in-a-decline',
    what: 'A card given while the old one was being charged is never tried: who has done all that was asked is canceled.',
    file: 'src/modules/charges/dunning.ts',
    find: 'hasNewCard: await this.hasNewCard(tx, context),',
    replace: 'hasNewCard: false,',
    caughtBy: { spec: 'test/scenarios/new-card.spec.ts', test: 'given while the old one was being charged' },
  },
  {
    name: 'new-card-waits-for-the-ladder',
    what: 'What the bank said of the old card is held against the one that has taken its place.',
    file: 'src/domain/dunning/decide-after-decline.ts',
    find: 'if (hasNewCard && ',
    replace: 'if (hasNewCard && retriesUsed < 0 && ',
    caughtBy: { spec: 'src/domain/dunning/decide-after-decline.spec.ts' },
  },
  {
    name: 'stale-finding-ends-a-new-card',
    what: 'A charge found without a usable card is ended though one was given that instant: the new card is never tried.',
    file: 'src/modules/charges/use-cases/finish-without-attempt.ts',
    find: '|| !isSamePlan(charge, found)',
    replace: '|| (charge.retriesUsed < 0 && !isSamePlan(charge, found))',
    caughtBy: { spec: 'src/modules/charges/use-cases/finish-without-attempt.spec.ts' },
  },
  {
    name: 'refused-card-is-charged',
    what: 'A card that its issuer has stopped for ever is charged again with the next period.',
    file: 'src/modules/charges/decide-attempt.ts',
    find: "if (card.status !== 'active') {",
    replace: "if (card.status === 'removed') {",
    caughtBy: { spec: 'src/modules/charges/decide-attempt.spec.ts' },
  },
];
