import { decideTerm, type PlannedBeside, type TermAsked, type TermFacts } from './decide-term.js';

const NOW = new Date('2027-03-20T06:00:00Z');
const on = (day: string) => new Date(`${day}T06:00:00Z`);

/** Monthly from 10 January on, twelve periods of which the third runs, and bound for the first six. */
const CONTRACT: TermFacts = {
  status: 'active',
  anchor: { localDate: '2027-01-10', dayOfMonth: 10, localTime: '09:00:00', timeZone: 'Asia/Kuwait' },
  interval: { unit: 'month', count: 1 },
  countedFrom: 2,
  nextPeriodIndex: 3,
  nextBillAt: on('2027-04-10'),
  endIndex: 12,
  committedIndex: 6,
  cancelAtPeriodEnd: false,
  cancelRequestedAt: null,
  planned: [],
  agreement: { totalCycles: 999, cyclesUsed: 3, expiryDate: '2047-01-10' },
};

const decided = (asked: TermAsked, more: Partial<TermFacts> = {}) => decideTerm({ ...CONTRACT, ...more }, asked, NOW); // prettier-ignore
const fault = (asked: TermAsked, more: Partial<TermFacts> = {}) => {
  const found = decided(asked, more);
  return 'fault' in found ? found.fault : null;
};
const planned = (more: Partial<PlannedBeside> = {}): Pick<TermFacts, 'planned'> => ({
  planned: [{ id: 'sch_1', kind: 'items', at: on('2027-08-10'), periodIndex: 7, countsAnew: false, ...more }], // prettier-ignore
});

describe('the term of a subscription that runs', () => {
  it('is counted from and with the running period, and what is not named stays', () => {
    expect(decided({ endAfter: 22 })).toEqual({
      endIndex: 24,
      committedIndex: 6,
      nextBillAt: CONTRACT.nextBillAt,
      freedFrom: null,
    });
    expect(decided({ endAfter: null })).toMatchObject({ endIndex: null, committedIndex: 6 });
    expect(decided({ minimum: 10 })).toMatchObject({ endIndex: 12, committedIndex: 12, freedFrom: null });
    expect(decided({ endAfter: 1, minimum: null })).toMatchObject({ endIndex: 3, committedIndex: null });
  });

  it('says until when a customer was bound who is bound for less, and of nobody who was free', () => {
    expect(decided({ minimum: null })).toMatchObject({ freedFrom: on('2027-07-10') });
    expect(decided({ minimum: 3 })).toMatchObject({ freedFrom: on('2027-07-10') });
    expect(decided({ minimum: null }, { committedIndex: 2 })).toMatchObject({ freedFrom: null });
    expect(decided({ minimum: 3 }, { committedIndex: null })).toMatchObject({ freedFrom: null });
  });

  it('is never shorter than the minimum, by whichever of the two is asked for', () => {
    expect(fault({ endAfter: 3 })).toMatchObject({ code: 'rule_violation', field: 'end_after_periods' });
    expect(fault({ endAfter: 3 })!.message).toContain('not be less than 4');
    expect(fault({ minimum: 11 })).toMatchObject({ code: 'rule_violation', field: 'minimum_periods' });
    expect(fault({ minimum: 11 })!.message).toContain('more than the 10');
    expect(fault({ endAfter: 3 }, { committedIndex: 2 })).toBeNull();
  });

  it('goes on at once where it had come to its end and only waited for its money', () => {
    const over = { nextPeriodIndex: 3, endIndex: 3, committedIndex: null, nextBillAt: on('2027-04-15') };
    const later = new Date('2027-04-14T08:00:00Z');
    const asked = (endAfter: number | null) => decideTerm({ ...CONTRACT, ...over }, { endAfter }, later);
    expect(asked(13)).toMatchObject({ endIndex: 15, nextBillAt: on('2027-04-10') });
    expect(asked(null)).toMatchObject({ endIndex: null, nextBillAt: on('2027-04-10') });
    expect(asked(1)).toMatchObject({ endIndex: 3, nextBillAt: on('2027-04-15') });
  });

  it.each(['incomplete', 'canceled', 'ended'] as const)('is nothing that one has that is %s', (status) => {
    expect(fault({ minimum: null }, { status })).toMatchObject({
      code: 'conflict',
      field: 'minimum_periods',
    });
  });

  it('waits for a period that is to be billed first', () => {
    expect(fault({ endAfter: 5 }, { nextBillAt: NOW })).toMatchObject({ code: 'conflict' });
  });

  it('needs two periods where the running one was billed elsewhere', () => {
    const imported = { countedFrom: -1, nextPeriodIndex: 0, endIndex: null, committedIndex: null };
    expect(fault({ endAfter: 1 }, imported)).toMatchObject({ field: 'end_after_periods' });
    expect(decided({ endAfter: 2 }, imported)).toMatchObject({ endIndex: 1 });
  });

  it('does not reach beyond a cancel that is to come', () => {
    const leaving = { cancelAtPeriodEnd: true, committedIndex: null };
    expect(fault({ endAfter: 2 }, leaving)).toMatchObject({ code: 'conflict', field: 'end_after_periods' });
    expect(fault({ minimum: 2 }, leaving)).toMatchObject({ code: 'conflict', field: 'minimum_periods' });
    expect(fault({ endAfter: null }, leaving)).toBeNull();
    const cancel = planned({ kind: 'cancel', at: on('2027-08-15'), periodIndex: null });
    expect(fault({ minimum: 7 }, cancel)).toMatchObject({ code: 'conflict', field: 'minimum_periods' });
    expect(fault({ minimum: 5 }, cancel)).toBeNull();
    expect(fault({ endAfter: 1 }, { cancelRequestedAt: NOW })).toMatchObject({ code: 'conflict' });
  });

  it('does not end before something that is planned, but for a resume', () => {
    expect(fault({ endAfter: 5 }, planned())).toMatchObject({ code: 'conflict', field: 'end_after_periods' });
    expect(fault({ endAfter: 6 }, planned())).toBeNull();
    const dated = planned({ periodIndex: null });
    expect(fault({ endAfter: 5 }, dated)!.message).toContain('sch_1');
    expect(fault({ endAfter: 5 }, planned({ kind: 'resume', periodIndex: null }))).toBeNull();
  });

  it('is not set beside another interval, in which it would be another time', () => {
    const yearly = { ...planned({ countsAnew: true }), endIndex: null };
    expect(fault({ endAfter: 24 }, yearly)).toMatchObject({ code: 'conflict', field: 'end_after_periods' });
    expect(fault({ minimum: 6 }, yearly)).toMatchObject({ code: 'conflict', field: 'minimum_periods' });
    expect(fault({ minimum: 5 }, yearly)).toBeNull();
    expect(fault({ endAfter: null }, yearly)).toBeNull();
  });

  it('is made longer as far as the customer agreed to payments, and no further', () => {
    const twelve = { agreement: { totalCycles: 12, cyclesUsed: 3, expiryDate: '2047-01-10' } };
    expect(fault({ endAfter: 10 }, twelve)).toBeNull();
    expect(fault({ endAfter: 11 }, twelve)).toMatchObject({
      code: 'consent_needed',
      field: 'end_after_periods',
    });
    expect(fault({ endAfter: null }, twelve)).toBeNull();
    const year = { agreement: { totalCycles: 999, cyclesUsed: 3, expiryDate: '2028-01-10' } };
    expect(fault({ endAfter: 10 }, year)).toBeNull();
    expect(fault({ endAfter: 11 }, year)!.message).toContain('ends on 2028-01-10');
    expect(fault({ minimum: 11 }, { ...year, endIndex: null })).toMatchObject({ field: 'minimum_periods' });
    // An end where there was none makes nothing longer, and before the customer has agreed nothing is promised.
    expect(fault({ endAfter: 30 }, { ...year, endIndex: null })).toBeNull();
    expect(fault({ endAfter: 30 }, { agreement: null })).toBeNull();
  });
});
