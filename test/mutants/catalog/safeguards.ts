import type { Mutant } from '../mutant.js';

const GATES = 'src/modules/safeguards/charge-gates.ts';
const BREAKER = 'src/domain/safeguards/breaker.ts';
const EPOCH_GATE = 'src/platform/epoch/epoch-gate.ts';
const WORKERS_SPEC = 'test/integration/safeguards/concurrent-workers.spec.ts';
const HOLDING_SPEC = 'test/integration/recovery/holding.spec.ts';

/** What a charge has to pass before it is begun: breakers, held mass charges, budgets, and the epoch after a restore. */
export const SAFEGUARDS: readonly Mutant[] = [
  {
    name: 'breaker-never-opens',
    what: 'A gateway that answers nothing is charged through on and on: each silence is an unknown to be found out.',
    file: BREAKER,
    find: 'if (unknownsInRow >= MOST_UNKNOWNS_IN_ROW) return',
    replace: 'if (unknownsInRow >= 1e6 * MOST_UNKNOWNS_IN_ROW) return',
    caughtBy: { spec: 'src/domain/safeguards/breaker.spec.ts' },
  },
  {
    name: 'open-breaker-is-passed',
    what: 'A breaker opens and is shown, and no charge heeds it.',
    file: GATES,
    find: "b.state <> 'closed' AND b.pg_code",
    replace: "b.state = 'nowhere' AND b.pg_code",
    caughtBy: { spec: 'test/scenarios/breaker.spec.ts', test: 'is charged no more after the fifth silence' },
  },
  {
    name: 'each-worker-probes',
    what: 'Every worker sends a probe through a gateway that was silent, again and again: a breaker that breaks nothing.',
    file: BREAKER,
    find: 'return { ...breaker, state, until: inMinutes(PROBE_MINUTES, now, waitScale) };',
    replace: 'return { ...breaker, state, until: new Date(now.getTime() - waitScale) };',
    caughtBy: { spec: 'src/domain/safeguards/breaker.spec.ts' },
  },
  {
    name: 'mass-charge-is-not-found',
    what: 'A clock that jumps by a year charges everybody twelve times, and nobody is asked.',
    file: 'src/domain/safeguards/mass-charge.ts',
    find: 'if (total < massChargeMinimum) return null;',
    replace: 'if (total < 1e9 * massChargeMinimum) return null;',
    caughtBy: { spec: 'src/domain/safeguards/mass-charge.spec.ts' },
  },
  {
    name: 'imports-are-no-mass',
    what: 'A file that has today for forty thousand members charges them all within the hour, and nobody is asked.',
    file: 'src/modules/charges/backlog.repository.ts',
    find: 'c.attempts_made = 0 AND i.period_index IS NOT NULL',
    replace: 'c.attempts_made = 0 AND i.period_index > 0',
    also: [
      {
        file: 'src/modules/charges/backlog.repository.ts',
        find: 's.next_bill_at <= $2 AND ${IS_TO_BE_BILLED}',
        replace: 's.next_bill_at <= $2 AND s.next_period_index > 0 AND ${IS_TO_BE_BILLED}',
      },
    ],
    caughtBy: { spec: 'test/scenarios/mass-charge.spec.ts', test: 'as first charges go unasked' },
  },
  {
    name: 'hold-is-passed',
    what: 'What waits for a person’s word is charged without it.',
    file: GATES,
    find: 'h.decided_at IS NULL',
    replace: 'h.decided_at IS NULL AND false',
    caughtBy: { spec: 'test/scenarios/mass-charge.spec.ts', test: 'of one subscription hold that one alone' },
  },
  {
    name: 'arrears-are-charged-at-once',
    what: 'A subscription that nobody billed for months pays all of them without a person having looked.',
    file: 'src/domain/safeguards/mass-charge.ts',
    find: 'if (periods <= periodsBehind + approvedPeriods || days <= daysBehind) return null;',
    replace: 'if (periods <= periodsBehind + approvedPeriods || days >= daysBehind) return null;',
    caughtBy: { spec: 'src/domain/safeguards/mass-charge.spec.ts' },
  },
  {
    name: 'charges-take-the-last-request',
    what: 'Charges may use up the day: what became of them can be asked only tomorrow.',
    file: 'src/domain/safeguards/request-budget.ts',
    find: 'charge: 85,',
    replace: 'charge: 100,',
    caughtBy: { spec: 'src/domain/safeguards/request-budget.spec.ts' },
  },
  {
    name: 'charge-goes-without-budget',
    what: 'A charge is made though the day has no request left: its answer is a 429, and nobody may ask what it meant.',
    file: 'src/gateway/budgeted-gateway.ts',
    find: '(await this.budget.takeForCharge(account)) ??\n      this.told(account, this.inner.chargeToken(account, request))',
    replace: 'this.told(account, this.inner.chargeToken(account, request))',
    caughtBy: { spec: WORKERS_SPEC, test: 'send not one byte of a call that has no budget' },
  },
  {
    name: 'used-up-day-is-passed',
    what: 'Charges are begun by workers that were not told that the platform asked the merchant to wait.',
    file: GATES,
    find: 'q.charges_wait_until > ${now}',
    replace: 'q.charges_wait_until < ${now}',
    caughtBy: { spec: WORKERS_SPEC, test: 'begin no charge after one of them was told 429' },
  },
  {
    name: 'inquiry-bucket-without-bottom',
    what: 'Inquiries go as fast as they come: the platform stops answering, and unknowns stay unknown.',
    file: 'src/domain/safeguards/inquiry-bucket.ts',
    find: 'if (recent.length < INQUIRIES_PER_MINUTE)',
    replace: 'if (recent.length <= INQUIRIES_PER_MINUTE)',
    caughtBy: { spec: 'src/domain/safeguards/inquiry-bucket.spec.ts' },
  },
  {
    name: 'inquiries-by-the-minute-of-a-clock',
    what: 'Inquiries count by whole minutes: fifty go within seconds around the turn of one.',
    file: 'src/domain/safeguards/inquiry-bucket.ts',
    find: '.filter((at) => now.getTime() - at.getTime() < windowMs)',
    replace: '.filter((at) => Math.floor(now.getTime() / windowMs) === Math.floor(at.getTime() / windowMs))',
    caughtBy: { spec: 'src/domain/safeguards/inquiry-bucket.spec.ts' },
  },
  {
    name: 'money-moves-after-a-restore',
    what: 'A database that has forgotten charges charges them again: nobody waits until Ottu was asked.',
    file: EPOCH_GATE,
    find: "return found.mode === 'open' &&",
    replace: "return (found.mode === 'open' || found.epoch !== null) &&",
    caughtBy: { spec: HOLDING_SPEC, test: 'what was claimed before it was noticed is not sent' },
  },
  {
    name: 'money-moves-on-another-server',
    what: 'A pool that has come to a promoted standby by itself charges from what that one remembers.',
    file: EPOCH_GATE,
    find: "return found.mode === 'open' && !isAnotherServer(found.epoch, found.server);",
    replace: "return found.mode === 'open' || isAnotherServer(found.epoch, found.server);",
    caughtBy: { spec: HOLDING_SPEC, test: 'a connection that has come to another server' },
  },
];
