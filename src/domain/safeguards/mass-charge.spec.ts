import fc from 'fast-check';
import { findMassCharge, forecastOf, tooFarBehind, unbilledPeriods, type Volumes } from './mass-charge.js';
import { DEFAULT_SAFEGUARDS, SAFEGUARD_LIMITS, safeguardsOf } from './settings.js';

const kwd = (charges: number, each = 10n): Volumes =>
  new Map([['KWD', { charges, amount: BigInt(charges) * each }]]);
const NONE: Volumes = new Map();
const judge = (due: Volumes, weeks: Volumes[], approved = NONE) =>
  findMassCharge({ due, weeks, approved }, DEFAULT_SAFEGUARDS);

describe('findMassCharge', () => {
  it.each<[string, Volumes, Volumes[]]>([
    ['what a usual week asks for', kwd(100), [kwd(100), kwd(90), kwd(110), kwd(95)]],
    ['two weeks at once, after as long a downtime', kwd(200), [kwd(0), kwd(0), kwd(100), kwd(100)]],
    ['exactly three times as much', kwd(300), [kwd(100)]],
    ['the first of the month after nine days down', kwd(400), [NONE, kwd(400), NONE, NONE]],
    ['few charges, whatever the forecast', kwd(49), [NONE]],
    ['nothing', NONE, []],
  ])('passes %s', (_, due, weeks) => {
    expect(judge(due, weeks)).toBeNull();
  });

  it.each<[string, Volumes, Volumes[]]>([
    ['more than three times the greatest week', kwd(301), [kwd(100), kwd(20)]],
    ['a clock that jumped by a year', kwd(1200), [NONE, NONE, NONE, NONE]],
    ['what was imported and never paid here', kwd(1000), [kwd(100)]],
    ['the usual number at a hundred times the price', kwd(100, 1000n), [kwd(100)]],
  ])('finds %s', (_, due, weeks) => {
    expect(judge(due, weeks)).toMatchObject({ currency: 'KWD', due: due.get('KWD') });
  });

  it('does not let one currency hide in another', () => {
    const due = new Map([...kwd(100), ['SAR', { charges: 60, amount: 600n }]]) as Volumes;
    expect(judge(due, [kwd(100)])).toMatchObject({ currency: 'SAR' });
  });

  it('lets go what a person let go, and as much more as is usual', () => {
    expect(judge(kwd(1200), [kwd(100)], kwd(1000))).toBeNull();
    expect(judge(kwd(1301), [kwd(100)], kwd(1000))).not.toBeNull();
  });

  it('once it finds one, finds every greater one', () => {
    const n = fc.integer({ min: 0, max: 2000 });
    fc.assert(
      fc.property(n, n, n, (due, more, week) => {
        if (judge(kwd(due), [kwd(week)])) expect(judge(kwd(due + more), [kwd(week)])).not.toBeNull();
        else if (due >= 50) expect(due).toBeLessThanOrEqual(3 * forecastOf([kwd(week)], 'KWD').charges);
      }),
    );
  });
});

describe('unbilledPeriods', () => {
  const now = new Date('2028-01-31T09:00:00Z');

  it.each([
    [null, 'month', 1, 0],
    ['2028-01-31T09:00:01Z', 'month', 1, 0],
    ['2028-01-31T09:00:00Z', 'month', 1, 1],
    ['2027-01-31T09:00:00Z', 'month', 1, 12],
    ['2028-01-28T09:00:00Z', 'day', 1, 4],
    ['2027-01-31T09:00:00Z', 'month', 3, 4],
    ['2027-01-31T09:00:00Z', 'year', 1, 1],
  ] as const)('from %s every %s × %i: %i', (at, unit, count, periods) => {
    expect(unbilledPeriods(at === null ? null : new Date(at), { unit, count }, now)).toBe(periods);
  });
});

describe('tooFarBehind', () => {
  const now = new Date('2027-03-31T09:00:00Z');
  const behind = (periods: number, days: number, approvedPeriods = 0) =>
    tooFarBehind(
      { periods, since: new Date(now.getTime() - days * 86_400_000), approvedPeriods },
      DEFAULT_SAFEGUARDS,
      now,
    );

  it.each([
    ['three days down, billed daily', 4, 3],
    ['two weeks down, billed daily', 15, 14],
    ['three months that were never charged', 3, 92],
  ])('passes %s', (_, periods, days) => {
    expect(behind(periods, days)).toBeNull();
  });

  it.each([
    ['more than two weeks of days', 16, 15],
    ['a year of months', 12, 365],
  ])('holds %s, and says so', (_, periods, days) => {
    expect(behind(periods, days)).toBe(
      `${periods} periods are due that were never charged, the oldest for ${days} days`,
    );
  });

  it('lets go what a person let go, until three more are due', () => {
    expect(behind(15, 400, 12)).toBeNull();
    expect(behind(16, 400, 12)).not.toBeNull();
  });
});

describe('the settings', () => {
  it('are the defaults where nothing is said, and the defaults are allowed', () => {
    expect(safeguardsOf({ periodsBehind: 6 })).toEqual({ ...DEFAULT_SAFEGUARDS, periodsBehind: 6 });
    for (const [name, { min, max }] of Object.entries(SAFEGUARD_LIMITS)) {
      const value = DEFAULT_SAFEGUARDS[name as keyof typeof DEFAULT_SAFEGUARDS];
      expect(value >= min && value <= max).toBe(true);
    }
  });
});
