import type { Mutant } from '../mutant.js';

const CHANGE = 'src/domain/change/decide-change.ts';

/** What a change within a period comes to, and when a retry that is put off is made. */
export const CHANGES: readonly Mutant[] = [
  {
    name: 'days-until-an-anchor-cost-a-month',
    what: 'A change in the days until an anchor is charged a whole price for them: on the last day, thirty times what is due.',
    file: CHANGE,
    find: '= asPartOfWhole({ start, end }, facts.anchor, facts.interval);',
    replace: '= { ...asPartOfWhole({ start, end }, facts.anchor, facts.interval), partOf: undefined };',
    caughtBy: { spec: 'src/domain/change/decide-change.spec.ts' },
  },
  {
    name: 'change-without-the-coupons-of-its-period',
    what: 'In a coupon’s last period one more seat is charged as if there had been no coupon for the others.',
    file: 'src/domain/proration/discount-rest.ts',
    find: 'if (!given.has(couponId)) given.set',
    replace: 'if (given.has(couponId)) given.set',
    caughtBy: { spec: 'src/domain/proration/discount-rest.spec.ts' },
  },
  {
    name: 'pushed-retry-at-whatever-hour',
    what: 'A retry that is put off to another day is made at the minute the wait is over: at night, or while the bank rests.',
    file: 'src/domain/dunning/retry-times.ts',
    find: 'const kept = nextTime(earliest, times);',
    replace: 'const kept = earliest < planned ? nextTime(earliest, times) : earliest;',
    caughtBy: { spec: 'src/domain/dunning/decide-after-decline.spec.ts' },
  },
  {
    name: 'late-retry-at-whatever-hour',
    what: 'After a downtime over a weekend all retries of those days are made the minute the worker is back.',
    file: 'src/modules/charges/decide-attempt.ts',
    find: 'if (nextActionAt > now) return null;',
    replace: 'if (nextActionAt !== now) return null;',
    caughtBy: { spec: 'src/modules/charges/decide-attempt.spec.ts' },
  },
  {
    name: 'usage-taken-back-is-billed',
    what: 'Usage that was told by mistake and taken back stays in the total, and is billed.',
    file: 'src/modules/usage/usage-totals.repository.ts',
    find: '        AND NOT EXISTS (SELECT FROM usage_voids v WHERE v.merchant_id = u.merchant_id AND v.usage_record_id = u.id)`;',
    replace: '        AND u.id IS NOT NULL`;',
    caughtBy: { spec: 'test/scenarios/usage-at-the-edge.spec.ts', test: 'taken back counts no more' },
  },
];
