import type { Mutant } from '../mutant.js';

const PERIOD = 'src/domain/calendar/period.ts';
const BILLING = 'src/domain/subscription/billing.ts';
const LIMITS = 'src/domain/charge/card-limits.ts';
const MONEY_SPEC = 'src/domain/money/money.spec.ts';
const PERIOD_SPEC = 'src/domain/calendar/period.spec.ts';
const BILLING_SPEC = 'src/domain/subscription/billing.spec.ts';
const FROM_ANCHOR = 'return first.with({ day: 1 }).add({ months }).with({ day: anchor.dayOfMonth });';

/** Without usage it waits for the start of the period, and so guards that a second time. */
const USAGE_IS_NO_GUARD = {
  file: BILLING,
  find: 'if (now < due) return',
  replace: 'if (now < due && due > period.start) return',
};

/** How much, and when. */
export const AMOUNTS_AND_DATES: readonly Mutant[] = [
  {
    name: 'float-reads-amounts',
    what: 'Amounts are read through a float: 1.15 becomes 114 cents.',
    file: 'src/domain/money/decimal.ts',
    find: "BigInt(whole + fraction.padEnd(digits, '0'))",
    replace: "BigInt(Math.floor(Number(`${whole}.${fraction || '0'}`) * 10 ** digits))",
    caughtBy: { spec: MONEY_SPEC },
  },
  {
    name: 'float-writes-amounts',
    what: 'Amounts are written through a float: large ones with other digits than they have.',
    file: 'src/domain/money/decimal.ts',
    find: 'if (digits === 0) return sign + text;',
    replace:
      'if (digits > 0) return `${sign}${Math.fround(Number(text) / 10 ** digits).toFixed(digits)}`;\n  if (digits === 0) return sign + text;',
    caughtBy: { spec: MONEY_SPEC },
  },
  {
    name: 'float-multiplies',
    what: 'Price times quantity goes through a float: three times 0.29 is 0.86, in every invoice.',
    file: 'src/domain/money/arithmetic.ts',
    find: 'within(a.minor * quantity, a.currency)',
    replace: 'within(BigInt(Math.floor((Number(a.minor) / 100) * Number(quantity) * 100)), a.currency)',
    caughtBy: { spec: MONEY_SPEC },
  },
  {
    name: 'three-digits-are-two',
    what: 'Every currency has two digits: 9.500 dinars are asked for as 95.00, ten times as much.',
    file: 'src/domain/money/currency.ts',
    find: '=> [code, digits])',
    replace: '=> [code, Math.min(digits, 2)])',
    caughtBy: { spec: MONEY_SPEC },
  },
  {
    name: 'no-digits-are-two',
    what: 'Yen have two digits: 1200 are written as 12.00.',
    file: 'src/domain/money/currency.ts',
    find: '=> [code, digits])',
    replace: '=> [code, Math.max(digits, 2)])',
    caughtBy: { spec: MONEY_SPEC },
  },
  {
    name: 'currencies-are-mixed',
    what: 'Amounts of two currencies are added: ten dinars and ten dollars are twenty.',
    file: 'src/domain/money/arithmetic.ts',
    find: 'if (a.currency !== b.currency) {',
    replace: "if (a.currency === '') {",
    caughtBy: { spec: MONEY_SPEC },
  },
  {
    name: 'quantity-is-not-charged',
    what: 'An invoice line costs one unit however many were bought.',
    file: 'src/domain/pricing/price-model.ts',
    find: '{ count: quantity, each: model.unitAmount,',
    replace: '{ count: 1n, each: model.unitAmount,',
    caughtBy: { spec: 'src/domain/pricing/price-model.spec.ts' },
  },
  {
    name: 'split-loses-a-unit',
    what: 'What is left over when a total is split is dropped: the parts add up to less than was paid.',
    file: 'src/domain/money/rounding.ts',
    find: 'byRemainder.slice(0, Number(left))',
    replace: 'byRemainder.slice(0, 0)',
    caughtBy: { spec: 'src/domain/money/rounding.spec.ts' },
  },
  {
    name: 'period-from-the-previous',
    what: 'Each period is counted from the one before: who began on the 31st is billed on the 28th for ever.',
    file: PERIOD,
    find: FROM_ANCHOR,
    replace:
      'let date = first;\n  for (let i = 0; i < Math.abs(months); i++) date = date.add({ months: Math.sign(months) });\n  return date;',
    caughtBy: { spec: PERIOD_SPEC },
  },
  {
    name: 'month-end-overflows',
    what: 'The 31st of a month with 30 days is the 1st of the next: a customer pays for 32 days, and then for 28.',
    file: PERIOD,
    find: FROM_ANCHOR,
    replace: 'return first.with({ day: 1 }).add({ months }).add({ days: anchor.dayOfMonth - 1 });',
    caughtBy: { spec: PERIOD_SPEC },
  },
  {
    name: 'due-today',
    what: 'A period is billed on its day and not at its instant: who pays at 23:00 is charged a day early.',
    file: BILLING,
    find: 'if (now < period.start) return',
    replace:
      'if (localDateOf(now, input.anchor.timeZone) < localDateOf(period.start, input.anchor.timeZone)) return',
    also: [
      {
        file: BILLING,
        find: "import type { Anchor } from '../calendar/anchor.js';",
        replace: "import { type Anchor, localDateOf } from '../calendar/anchor.js';",
      },
      USAGE_IS_NO_GUARD,
    ],
    caughtBy: { spec: BILLING_SPEC },
  },
  {
    name: 'downtime-skips-periods',
    what: 'After a downtime only the present period is billed: the ones that were missed are given away.',
    file: BILLING,
    find: 'const period = nextRealPeriod(input);',
    replace: `const present = indexAt(input.anchor, input.interval, now);
  const period = nextRealPeriod({ ...input, nextPeriodIndex: Math.max(present, input.nextPeriodIndex) });`,
    caughtBy: { spec: BILLING_SPEC },
  },
  {
    name: 'trial-is-charged',
    what: 'A trial is billed before its end: the customer pays for what was promised for nothing.',
    file: BILLING,
    find: 'if (now < trialEnd) return',
    replace: 'if (now < trialEnd && input.cancelAtPeriodEnd) return',
    also: [
      {
        file: BILLING,
        find: 'if (now < period.start) return',
        replace: "if (now < period.start && input.status !== 'trialing') return",
      },
      USAGE_IS_NO_GUARD,
    ],
    caughtBy: { spec: BILLING_SPEC },
  },
  {
    name: 'retries-within-a-day',
    what: 'Declined cards are tried again within hours: the networks fine it, and issuers begin to refuse them all.',
    file: 'src/domain/dunning/plan-ladder.ts',
    find: 'export const RETRY_SPACING_HOURS = 24;',
    replace: 'export const RETRY_SPACING_HOURS = 2;',
    caughtBy: { spec: 'src/domain/dunning/decide-after-decline.spec.ts' },
  },
  {
    name: 'ladder-runs-into-the-next-period',
    what: 'Collecting one period goes on beside the next: two debts at once, and a card that is charged for both.',
    file: 'src/domain/dunning/plan-ladder.ts',
    find: 'LEAST_NOTICE_HOURS * 3_600_000;',
    replace: 'LEAST_NOTICE_HOURS * 3_600_000_000;',
    caughtBy: { spec: 'src/domain/dunning/ladder.spec.ts' },
  },
  {
    name: 'hard-decline-is-retried',
    what: 'A card whose issuer says never again is tried on days 1, 3, 7 and 14.',
    file: 'src/domain/dunning/decide-after-decline.ts',
    find: "return final('The issuer forbids",
    replace:
      "if (facts.ladder.retries.length > 0) return retrySoft(facts);\n      return final('The issuer forbids",
    caughtBy: { spec: 'src/domain/dunning/decide-after-decline.spec.ts' },
  },
  {
    name: 'two-charges-within-hours',
    what: 'Missed periods are charged one right after the other: a week of debt in a minute.',
    file: 'src/modules/charges/waits.ts',
    find: 'export const CHARGE_SPACING_HOURS = 20;',
    replace: 'export const CHARGE_SPACING_HOURS = 0;',
    caughtBy: { spec: 'src/modules/charges/decide-attempt.spec.ts' },
  },
  {
    name: 'network-limits-are-not-asked',
    what: 'What card networks and issuers forbid is tried all the same.',
    file: 'src/modules/charges/decide-attempt.ts',
    find: 'tries: facts.cardTries,',
    replace: 'tries: [],',
    caughtBy: { spec: 'src/modules/charges/decide-attempt.spec.ts' },
  },
  {
    name: 'network-limits-count-wrong',
    what: 'A card network’s limit opens one try too late: the sixteenth is fined.',
    file: LIMITS,
    find: 'counted[wall.tries - 1]',
    replace: 'counted[wall.tries]',
    caughtBy: { spec: 'src/domain/charge/card-limits.spec.ts' },
  },
];
