import { CHANGE_DUE as DUE, CHANGE_FACTS as FACTS, MONTH, YEAR } from '../../../test/support/change-facts.js';
import { seats } from '../../../test/support/seats.js';
import { movedDay } from '../subscription/count-anew.js';
import type { ChangeAsked, ChangeFacts } from './change-types.js';
import { amountsOfChange, decideChange, periodAmounts } from './decide-change.js';
import { faultOfChange } from './faults-of-change.js';

describe('while the billing day is to be moved with the next period', () => {
  const { anchor: movedAnchor } = movedDay(FACTS, { day: 15, stub: 'prorated' });
  const stub = { ...FACTS, movedAnchor, newInterval: MONTH };
  const asked = (more: Partial<ChangeAsked>, facts: Partial<ChangeFacts> = {}) =>
    faultOfChange({ ...stub, ...facts }, { when: 'now', proration: 'day', ...more }, new Date('2027-02-10T06:00:00Z')); // prettier-ignore

  it('another interval, and items for a moment that is counted from the day of before, wait', () => {
    const message = expect.stringContaining('its billing day is to be moved at 2027-02-28T06:00:00.000Z');
    for (const when of ['now', 'period_end'] as const)
      expect(asked({ when }, { newInterval: YEAR })).toMatchObject({
        code: 'change_planned',
        field: 'items',
        message,
      });
    const later = [{ when: 'after_periods', afterPeriods: 2 }, { when: 'date', at: new Date(DUE.getTime() + 1) }] as const; // prettier-ignore
    for (const more of later)
      expect(asked(more)).toMatchObject({ code: 'change_planned', field: 'when', message });
    const sooner = [{ when: 'after_periods', afterPeriods: 1 }, { when: 'date', at: DUE }, { when: 'period_end' }, {}] as const; // prettier-ignore
    for (const more of sooner) expect(asked(more)).toBeNull();
    expect(asked(later[0], { movedAnchor: null })).toBeNull();
    const usage = { aggregation: 'sum', graceMinutes: 0, unbilled: [] } as const;
    const calls = seats(10n, 1n, { kind: 'usage', billing: 'in_arrears', priceId: 'calls', usage });
    const metered = { after: [seats(), calls] };
    expect(asked({ when: 'period_end' }, metered)).toBeNull();
    const { anchor: free } = movedDay(FACTS, { day: 15, stub: 'free' });
    const inFreeDays = asked({ when: 'period_end' }, { ...metered, movedAnchor: free });
    expect(inFreeDays).toMatchObject({ code: 'change_planned', field: 'items' });
  });

  it('the next invoice that a change shows is that of the days until there; a migration compares whole periods', () => {
    const decided = decideChange(stub, { when: 'period_end', proration: 'day' }, DUE);
    // Of ninety the 15 days of the 28 from 15 February on.
    expect(decided).toMatchObject({
      next: { period: { start: DUE }, invoice: { total: { minor: 48_214n } } },
    });
    expect(amountsOfChange(stub, 'period_end', DUE)).toMatchObject({ after: 90_000n });
    if ('fault' in decided) throw new Error(decided.fault.message);
    expect(periodAmounts(stub, decided)).toEqual(amountsOfChange(stub, 'period_end', DUE));
  });

  it('the customer is asked about a whole period, not about the days until there alone', () => {
    const agreement = {
      amountVariability: 'variable' as const,
      amountMinor: 9_500n,
      maxAmountMinor: 50_000n,
      expiryDate: '2030-01-01',
      cycleIntervalDays: 7,
      isBinding: true,
    };
    const decided = decideChange({ ...stub, agreement }, { when: 'period_end', proration: 'day' }, DUE);
    expect(decided).toMatchObject({ fault: { code: 'consent_needed' } });
  });
});
