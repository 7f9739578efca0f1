import type { Mutant } from '../mutant.js';

const STEP = 'src/modules/refunds/next-refund-step.ts';
const STEP_SPEC = 'src/modules/refunds/next-refund-step.spec.ts';
const HOLD = 'src/modules/refunds/hold-decision.ts';
const HOLDS_SPEC = 'test/integration/refunds/holds.spec.ts';
const CHARGEBACKS_SPEC = 'test/integration/refunds/chargebacks.spec.ts';
const CLASSIFY = 'src/domain/day-report/classify-difference.ts';
const CLASSIFY_SPEC = 'src/domain/day-report/classify-difference.spec.ts';
const DAYS_SPEC = 'test/integration/operations/day-reconciliation.spec.ts';

/** Money that goes back, that a bank holds or takes, and the days held against the platform's reports. */
export const GIVING_BACK: readonly Mutant[] = [
  {
    name: 'refund-is-repeated-at-once',
    what: 'A refund without an answer is sent again while the first is on its way: the money goes back twice.',
    file: STEP,
    find: 'REPEAT_WAIT_MINUTES = FENCE_WAIT_MINUTES',
    replace: 'REPEAT_WAIT_MINUTES = FENCE_WAIT_MINUTES / 60',
    caughtBy: { spec: STEP_SPEC },
  },
  {
    name: 'queued-refund-is-sent-again',
    what: 'A refund that waits at the gateway is sent again: it goes back twice once the gateway gets to it.',
    file: STEP,
    find: 'return wait(moment, sight, QUEUED_LOOKS_MINUTES, refund.looks);',
    replace:
      "return refund.sends > 0 ? { do: 'send' } : wait(moment, sight, QUEUED_LOOKS_MINUTES, refund.looks);",
    caughtBy: { spec: STEP_SPEC },
  },
  {
    name: 'early-no-to-a-refund',
    what: 'A refund that shows as rejected while it is on its way is taken for refused, and given a second time.',
    file: STEP,
    find: "if (sight.mine.state !== 'refund_rejected' || isRipe) return",
    replace: 'return',
    caughtBy: { spec: STEP_SPEC },
  },
  {
    name: 'unseen-refusal-is-believed',
    what: 'A refund that was made and answered with an error is taken for refused while nothing can be seen: it is made again.',
    file: 'src/modules/refunds/use-cases/send-refund.ts',
    find: "return sight.kind === 'told' ? refusal",
    replace: 'return refund.sends >= 0 ? refusal',
    caughtBy: { spec: 'test/integration/refunds/sending.spec.ts', test: 'answered with a refusal' },
  },
  {
    name: 'yen-are-taken-off-dinars',
    what: 'What went back in another currency counts as ours: a refund is refused that has room, or sent that has none.',
    file: 'src/modules/refunds/attribute-refunds.ts',
    find: '.filter((amount) => amount.currency === currency)',
    replace: '',
    caughtBy: { spec: 'src/modules/refunds/attribute-refunds.spec.ts' },
  },
  {
    name: 'unseen-refund-waits-for-ever',
    what: 'A refund whose payment cannot be looked at waits without end, and nobody is told to look.',
    file: STEP,
    find: 'const MOST_DAYS_UNSEEN = 7;',
    replace: 'const MOST_DAYS_UNSEEN = 7_000;',
    caughtBy: { spec: STEP_SPEC },
  },
  {
    name: 'void-is-a-payment',
    what: 'What a bank was told to let go is booked as paid: a subscription runs that nobody paid for.',
    file: HOLD,
    find: "if (kind === 'void') return",
    replace: "if (kind === 'refund') return",
    caughtBy: { spec: HOLDS_SPEC, test: 'ends the subscription that never began' },
  },
  {
    name: 'capture-is-not-booked',
    what: 'What was captured does not reach the invoice: the money is in, and the product waits for a later look.',
    file: 'src/modules/refunds/settle-refund.ts',
    find: "if (isNew && kind !== 'refund' && refund.status === 'succeeded')",
    replace: "if (isNew && kind === 'void' && refund.status === 'succeeded')",
    caughtBy: { spec: HOLDS_SPEC, test: 'pays the invoice once it is captured' },
  },
  {
    name: 'hold-is-decided-without-a-look',
    what: 'What somebody captured at the platform is voided by us: money that was taken is given away.',
    file: HOLD,
    find: "const isLeft = told.length === 0 && attempt.status === 'authorized';",
    replace: "const isLeft = attempt.status !== 'prepared';",
    caughtBy: { spec: HOLDS_SPEC, test: 'a void of ours comes too late' },
  },
  {
    name: 'no-law-of-one-decision-of-a-hold',
    what: 'Nothing in the database forbids to capture and to void what a bank holds: whoever is later wins.',
    file: 'migrations/1764000046000-captures-and-voids.ts',
    find: 'CREATE UNIQUE INDEX refunds_one_of_hold',
    replace: 'CREATE INDEX refunds_one_of_hold',
    caughtBy: { spec: HOLDS_SPEC, test: 'is decided once' },
  },
  {
    name: 'refund-of-what-a-bank-took',
    what: 'What a bank has taken back is refunded as well: the customer has the money twice.',
    file: 'src/modules/refunds/refunds.repository.ts',
    find: "WHERE merchant_id = $1 AND attempt_id = $2 AND status <> 'won'), 0))::bigint AS minor",
    replace: "WHERE merchant_id = $1 AND attempt_id = $2 AND status = 'none'), 0))::bigint AS minor",
    caughtBy: { spec: CHARGEBACKS_SPEC, test: 'is recorded once' },
  },
  {
    name: 'won-chargeback-is-not-posted',
    what: 'Money that a bank gave back after all is in no book.',
    file: 'src/modules/chargebacks/chargeback-lifecycle.ts',
    find: "if (event === 'win') await this.post(tx, row, payment, 'chargeback_won', at);",
    replace: '',
    caughtBy: { spec: CHARGEBACKS_SPEC, test: 'is recorded once' },
  },
  {
    name: 'bank-takes-one-case-twice',
    what: 'A case of the bank that is told twice is booked twice: the books have less than the bank.',
    file: 'src/modules/chargebacks/use-cases/record-chargeback.ts',
    find: 'if (known) {',
    replace: 'if (known && known.status !== known.status) {',
    also: [
      {
        file: 'migrations/1764000047000-chargebacks.ts',
        find: 'CREATE UNIQUE INDEX chargebacks_reference ON chargebacks (merchant_id, reference)',
        replace: 'CREATE INDEX chargebacks_reference ON chargebacks (merchant_id, reference)',
      },
    ],
    caughtBy: { spec: CHARGEBACKS_SPEC, test: 'is recorded once' },
  },
  {
    name: 'wrong-amount-proves-a-day',
    what: 'A line of another amount is taken for ours: a day is proven on which less arrived than is in the books.',
    file: CLASSIFY,
    find: "else if (!equals(ours.amount, line.amount)) found.push('amount');",
    replace: '',
    caughtBy: { spec: CLASSIFY_SPEC },
  },
  {
    name: 'lost-payment-proves-a-day',
    what: 'Money that the platform took and our books do not know is passed over: it is lost for good.',
    file: CLASSIFY,
    find: "if (!ours) return hasMoved ? [...found, 'missing_here'] : found;",
    replace: 'if (!ours) return found;',
    caughtBy: { spec: CLASSIFY_SPEC },
  },
  {
    name: 'untold-payment-proves-a-day',
    what: 'A payment of our books that stands in no line is passed over: access for money that never came.',
    file: 'src/modules/day-reconciliation/match-lines.ts',
    find: 'untold: strangers.filter((payment) => !orders.has(orderOf(payment)))',
    replace: 'untold: strangers.filter((payment) => orders.has(orderOf(payment)))',
    caughtBy: { spec: DAYS_SPEC, test: 'finds each of a thousand wrong lines' },
  },
];
