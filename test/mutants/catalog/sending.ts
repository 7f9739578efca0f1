import type { Mutant } from '../mutant.js';

const SEND = 'src/modules/charges/use-cases/send-attempt.ts';
const COMMIT = 'src/modules/charges/use-cases/commit-to-send.ts';
const LEASES = 'src/modules/charges/attempt-leases.repository.ts';
const CHARGES = 'src/modules/charges/charges.repository.ts';
const SENDING_SPEC = 'test/integration/charging/sending.spec.ts';

/** Between the decision to charge and the call: who may make it, and how often. */
export const SENDING: readonly Mutant[] = [
  {
    name: 'charge-before-write-ahead',
    what: 'The call is made before it is written down: a process that dies after it charges the card again.',
    file: SEND,
    find: 'const sendBeforeMs = await this.commitToSend.execute(attempt, sessionId);',
    replace: "const sendBeforeMs = Infinity as number | null | 'unsent';",
    also: [
      {
        file: SEND,
        find: "crashpoint('after-answer');",
        replace: "await this.commitToSend.execute(attempt, sessionId);\n    crashpoint('after-answer');",
      },
    ],
    caughtBy: { spec: SENDING_SPEC, test: 'it belongs to another worker' },
  },
  {
    name: 'uncertain-commit-is-sent',
    what: 'The answer to COMMIT was lost and the charge is sent all the same: the row may not say so, and it is sent again.',
    file: COMMIT,
    find: 'return this.readBack(asked, marked);',
    replace: 'return asked.map(() => Infinity);',
    caughtBy: { spec: 'test/integration/charging/uncertain-commit.spec.ts' },
  },
  {
    name: 'paused-process-sends-late',
    what: 'A process that slept for minutes makes its call on waking: somebody else has settled the attempt meanwhile.',
    file: COMMIT,
    find: '+ this.waits.ms(MOST_DELAY',
    replace: '+ 1e6 * this.waits.ms(MOST_DELAY',
    caughtBy: { spec: SENDING_SPEC, test: 'the process slept for seconds' },
  },
  {
    name: 'pause-in-the-commit-is-not-seen',
    what: 'The delay counts from the answer to COMMIT: a process that slept before it sends what another has charged.',
    file: COMMIT,
    find: 'return { ones: new Set(sent), sendBeforeMs };',
    replace:
      'return { ones: new Set(sent), sendBeforeMs: Math.max(sendBeforeMs, this.clock.monotonicMs() + this.waits.ms(2000)) };',
    caughtBy: { spec: SENDING_SPEC, test: 'before COMMIT was answered' },
  },
  {
    name: 'wait-for-the-budget-is-not-counted',
    what: 'The delay counts from when the request is made: a charge that waited for its budget before is sent too late.',
    file: 'src/gateway/ottu/exchange.ts',
    find: 'limits.sendBeforeMs ?? Infinity',
    replace: 'Infinity',
    caughtBy: { spec: 'test/contract/ottu/transport.spec.ts', test: 'a wait for the budget' },
  },
  {
    name: 'stopped-since-it-was-prepared',
    what: 'Charging is stopped because the books are wrong, and all that was prepared is charged all the same.',
    file: LEASES,
    find: 'AND attempts.merchant_id NOT IN (SELECT id FROM merchants WHERE charging_stopped_at IS NOT NULL)',
    replace: '',
    caughtBy: { spec: SENDING_SPEC, test: 'the charging of the merchant was stopped' },
  },
  {
    name: 'one-card-in-two-hands',
    what: 'Two workers charge one card for two subscriptions at once: what the first answer forbids has been done.',
    file: LEASES,
    find: "AND o.status = 'sent'",
    replace: "AND o.status = 'sent' AND false",
    caughtBy: { spec: SENDING_SPEC, test: 'one after the other' },
  },
  {
    name: 'owner-is-not-checked',
    what: 'A worker sends what belongs to another one: both make the call.',
    file: LEASES,
    find: 'AND attempts.owner = m.owner AND',
    replace: 'AND',
    caughtBy: { spec: SENDING_SPEC, test: 'it belongs to another worker' },
  },
  {
    name: 'epoch-is-not-checked',
    what: 'A worker sends what it had lost and got back: its old call and its new one are both made.',
    file: LEASES,
    find: 'AND attempts.epoch = m.epoch',
    replace: '',
    caughtBy: { spec: SENDING_SPEC, test: 'another worker has taken the attempt over' },
  },
  {
    name: 'lease-is-not-checked',
    what: 'A worker sends after its lease ran out: the sweep is closing the session this very moment.',
    file: LEASES,
    find: 'AND attempts.lease_until > clock_timestamp()',
    replace: '',
    caughtBy: { spec: SENDING_SPEC, test: 'the lease has run out' },
  },
  {
    name: 'lease-by-the-local-clock',
    what: 'The lease is held against the machine’s own clock: one that is slow sends what others have taken over.',
    file: LEASES,
    find: 'AND attempts.lease_until > clock_timestamp()',
    replace: "AND attempts.lease_until > '${this.clock.now().toISOString()}'",
    also: [
      {
        file: LEASES,
        find: 'constructor(waits: Waits)',
        replace: 'constructor(waits: Waits, private readonly clock: Clock)',
      },
      {
        file: LEASES,
        find: "import { Waits } from '../../platform/config/waits.js';",
        replace:
          "import { Clock } from '../../platform/clock/clock.js';\nimport { Waits } from '../../platform/config/waits.js';",
      },
    ],
    caughtBy: { spec: SENDING_SPEC, test: 'whatever time the machine of the worker believes' },
  },
  {
    name: 'two-of-one-batch-send',
    what: 'Two who ask for the same attempt at the same moment are both told to send.',
    file: COMMIT,
    find: '!seen.has(cardId!) && seen.add(cardId!)',
    replace: 'seen.add(cardId!)',
    caughtBy: { spec: SENDING_SPEC, test: 'so closely that one transaction takes both' },
  },
  {
    name: 'status-is-not-looked-at-before-sending',
    what: 'An invoice that was paid between preparing and sending is charged again.',
    file: COMMIT,
    find: "charges.get(attempt.chargeId)?.status === 'processing'",
    replace: 'charges.has(attempt.chargeId)',
    caughtBy: { spec: 'test/integration/charging/last-look.spec.ts', test: 'booked as paid meanwhile' },
  },
  {
    name: 'no-look-before-charging-again',
    what: 'Earlier sessions of an invoice are not looked at: one that was paid late is paid twice.',
    file: 'src/modules/charges/use-cases/close-earlier-sessions.ts',
    find: 'if (attempt.n === 1) return null;',
    replace: 'if (attempt.n >= 1) return null;',
    caughtBy: {
      spec: 'test/scenarios/late-success.spec.ts',
      test: 'is found by the look before the next try',
    },
  },
  {
    name: 'refusal-is-believed-at-once',
    what: 'A 429 or a refusal is believed without a look at the session: it was charged all the same, and is again.',
    file: SEND,
    find: "if (verdict.kind === 'untouched') return negative;",
    replace: "if (verdict.kind === 'untouched' || attempt.n > 0) return negative;",
    caughtBy: {
      spec: 'test/scenarios/platform-trouble.spec.ts',
      test: 'was made all the same is not believed',
    },
  },
  {
    name: 'two-periods-at-once',
    what: 'After a downtime two periods of one subscription are claimed together: the card is charged twice in a second.',
    file: CHARGES,
    find: "AND (o.status = 'processing' OR (",
    replace: 'AND (false AND (',
    caughtBy: {
      spec: 'test/scenarios/workers.spec.ts',
      test: 'collect the missed days of a subscription one at a time',
    },
  },
  {
    name: 'stopped-merchant-is-charged',
    what: 'A merchant whose charging was stopped is charged on: with wrong books, or with a locked account.',
    file: CHARGES,
    find: 'WHERE charging_stopped_at IS NOT NULL)',
    replace: 'WHERE charging_stopped_at IS NULL AND false)',
    caughtBy: {
      spec: 'test/integration/operations/overview.spec.ts',
      test: 'is stopped and resumed by a person',
    },
  },
  {
    name: 'sweep-forgets-what-was-sent',
    what: 'Nobody will ask about an attempt whose process died: a payment that was made is never booked.',
    file: 'src/modules/charges/use-cases/prepare-attempts.ts',
    find: 'nextCheckAt: after(facts, { minutes: 5 }),',
    replace: 'nextCheckAt: null,',
    caughtBy: { spec: 'test/integration/charging/uncertain-commit.spec.ts' },
  },
  {
    name: 'order-number-by-chance',
    what: 'The order number cannot be computed again: after a restore nobody can ask what became of lost rows.',
    file: 'src/platform/security/order-no.ts',
    find: '.update(`${subscription}|${period}|${n}`)',
    replace: '.update(`${subscription}|${period}|${n}|${Math.random()}`)',
    caughtBy: { spec: 'src/platform/security/order-no.spec.ts' },
  },
  {
    name: 'order-number-can-be-guessed',
    what: 'The order number depends on no secret: strangers name the orders of others.',
    file: 'src/platform/security/order-no.ts',
    find: "createHmac('sha256', secret)",
    replace: "createHmac('sha256', 'perennial')",
    caughtBy: { spec: 'src/platform/security/order-no.spec.ts' },
  },
  {
    name: 'poison-last-step-stops-the-clock',
    what: 'One subscription that cannot be ended ends the tick: nobody of any merchant is billed any more.',
    file: 'src/modules/charges/use-cases/run-final-steps.ts',
    find: "await this.failures.guard(charge, 'the last step', now, () => this.finish(charge, now));",
    replace: 'if (this.failures) await this.finish(charge, now);',
    caughtBy: { spec: 'test/scenarios/poison.spec.ts', test: 'as a last step that cannot be taken' },
  },
  {
    name: 'pending-session-is-over-once-closed',
    what: 'An earlier charge that its gateway is still at is taken for over once its session is closed: two are paid.',
    file: 'src/modules/charges/use-cases/close-earlier-sessions.ts',
    find: "if (verdict.kind === 'untouched' || !verdict.isPending) return null;",
    replace: "if (verdict.kind === 'untouched' || verdict.decline !== undefined) return null;",
    caughtBy: { spec: 'src/modules/charges/use-cases/close-earlier-sessions.spec.ts' },
  },
];
