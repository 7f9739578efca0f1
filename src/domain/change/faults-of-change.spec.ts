import { CHANGE_DUE as DUE, CHANGE_FACTS as FACTS, MONTH, YEAR } from '../../../test/support/change-facts.js';
import { seats } from '../../../test/support/seats.js';
import { anchorAt } from '../calendar/anchor.js';
import { MAX_MINOR } from '../money/arithmetic.js';
import { money } from '../money/money.js';
import { movedDay } from '../subscription/count-anew.js';
import type { ChangeAsked, ChangeFacts } from './change-types.js';
import { decideChange } from './decide-change.js';
import { faultOfChange } from './faults-of-change.js';

const { terms } = FACTS;

describe('another interval', () => {
  const fault = (when: ChangeAsked['when'], minutes: number, facts: Partial<ChangeFacts> = {}) =>
    faultOfChange(
      { ...FACTS, ...facts },
      { when, proration: 'day' },
      new Date(DUE.getTime() + minutes * 60_000),
    );

  it('now waits for a period that is over to be billed, or the days since would be nobody’s', () => {
    expect(fault('now', 1)).toMatchObject({
      code: 'conflict',
      field: 'when',
      message: expect.stringContaining('its period is over and is billed first'),
    });
    expect(fault('now', 4 * 24 * 60)).not.toBeNull();
  });

  it('now is possible up to the very instant at which the next period begins', () => {
    expect([fault('now', -1), fault('now', 0)]).toEqual([null, null]);
  });

  it('at the period’s end is made before that is billed, and items of the same interval leave no gap', () => {
    expect(fault('period_end', 1)).toBeNull();
    expect(fault('now', 1, { newInterval: MONTH })).toBeNull();
    expect(fault('now', 1, { nextBillAt: null })).toBeNull();
  });

  const early = new Date('2027-02-10T06:00:00Z');
  const asked = (more: Partial<ChangeAsked>, facts: Partial<ChangeFacts>) =>
    faultOfChange({ ...FACTS, ...facts }, { when: 'now', proration: 'day', ...more }, early);

  it('begins with the end of a minimum term or later, or twelve months would become twelve years', () => {
    const bound = { committedIndex: 12 };
    const until = expect.stringContaining('minimum term until 2028-01-31T06:00:00.000Z');
    const refusal = { code: 'rule_violation', field: 'when', message: until };
    const after = (afterPeriods: number) => ({ when: 'after_periods' as const, afterPeriods });
    const early = [{}, { when: 'period_end' as const }, after(11), { when: 'date' as const, at: DUE }];
    for (const more of early) expect(asked(more, bound)).toMatchObject(refusal);
    expect(asked(after(12), bound)).toBeNull();
    expect(asked({ when: 'date', at: new Date('2028-01-31T06:00:00Z') }, bound)).toBeNull();
    expect(asked({}, { ...bound, newInterval: MONTH })).toBeNull();
    // Within the last period that binds it would set free at once.
    const last = { committedIndex: 1 };
    expect(asked({}, last)).toMatchObject({ field: 'when' });
    expect(asked({ when: 'date', at: new Date('2027-02-20T06:00:00Z') }, last)).toMatchObject({
      field: 'when',
    });
    expect(asked({ when: 'period_end' }, last)).toBeNull();
    expect(asked({}, { committedIndex: 0 })).toBeNull();
  });

  it('is never that of a fixed term, which would end years later', () => {
    const message = expect.stringContaining('its term ends at 2028-01-31T06:00:00.000Z');
    for (const when of ['now', 'period_end'] as const)
      expect(asked({ when }, { endIndex: 12 })).toMatchObject({
        code: 'rule_violation',
        field: 'items',
        message,
      });
    expect(asked({}, { endIndex: 12, newInterval: MONTH })).toBeNull();
  });

  it('now is not begun before a pause that waits for the period’s end, or that would begin at once', () => {
    const paused = { pauseAt: DUE };
    const message = expect.stringContaining('it is to be paused at 2027-02-28T06:00:00.000Z');
    expect(asked({}, paused)).toMatchObject({ code: 'conflict', field: 'items', message });
    expect(asked({ when: 'date', at: new Date('2027-02-20T06:00:00Z') }, paused)).toMatchObject({
      field: 'items',
    });
    expect(asked({ when: 'date', at: new Date('2027-03-20T06:00:00Z') }, paused)).toBeNull();
    expect(asked({ when: 'period_end' }, paused)).toBeNull();
    expect(asked({}, { ...paused, newInterval: MONTH })).toBeNull();
  });
});

describe('a change of what came over from elsewhere and was not billed here yet', () => {
  const first = new Date('2027-01-31T06:00:00.000Z');
  const imported = { ...FACTS, nextPeriodIndex: 0, nextBillAt: first, currentPeriodStart: null, currentPeriodEnd: null }; // prettier-ignore
  const asked = (more: Partial<ChangeAsked>, facts: Partial<ChangeFacts> = {}) =>
    faultOfChange({ ...imported, ...facts }, { when: 'now', proration: 'day', ...more }, new Date('2027-01-10T06:00:00Z')); // prettier-ignore

  it('is not shared with a time of which nobody here knows what was paid for it, in whatever interval', () => {
    const message = expect.stringContaining(
      'ask for proration "none", or for "period_end" or a date from 2027-01-31T06:00:00.000Z on',
    );
    const before = { when: 'date' as const, at: new Date(first.getTime() - 1) };
    for (const newInterval of [MONTH, YEAR])
      for (const more of [
        {},
        before,
        { proration: 'second' as const },
        { proration: 'next_invoice' as const },
      ])
        expect(asked(more, { newInterval })).toMatchObject({
          code: 'rule_violation',
          field: 'proration',
          message,
        });
  });

  it('is made without being shared, or with the first period that is billed here, or later', () => {
    for (const newInterval of [MONTH, YEAR]) {
      for (const more of [
        { proration: 'none' as const },
        { when: 'period_end' as const },
        { when: 'date' as const, at: first },
      ])
        expect(asked(more, { newInterval })).toBeNull();
    }
    // Who pays nothing ahead waits a moment for the first invoice; nothing runs before that.
    expect(faultOfChange(imported, { when: 'now', proration: 'day' }, first)).toBeNull();
    expect(asked({}, { status: 'trialing', trialEnd: first })).toBeNull();
  });
});

describe('a change that would cost more than an invoice may', () => {
  const most = (amount: bigint, more: Partial<ChangeFacts>) => {
    const facts = {
      ...FACTS,
      newInterval: MONTH,
      after: [seats(amount, 1n, { priceId: 'price_2' })],
      ...more,
    };
    return decideChange(facts, { when: 'period_end', proration: 'day' }, new Date('2027-02-10T06:00:00Z'));
  };
  const waiting = {
    description: 'A visit',
    quantity: 1n,
    unitAmount: money(1n, 'KWD'),
    discountable: false,
  };
  const tax = { rateId: 'tax', name: 'VAT', millionths: 50_000n, inclusive: false, exemption: null };

  it.each([
    ['by itself', MAX_MINOR, { after: [seats(MAX_MINOR, 2n)] }],
    ['with a line that waits', MAX_MINOR, { terms: { ...terms, pendingLines: [waiting] } }],
    ['with its tax', MAX_MINOR, { terms: { ...terms, tax } }],
  ])('%s is refused, and its field is named', (_, amount, more) => {
    expect(most(amount, more)).toMatchObject({ fault: { code: 'rule_violation', field: 'items' } });
  });

  it('is possible up to there', () => {
    expect(most(MAX_MINOR, {})).not.toHaveProperty('fault');
  });
});

describe('a fee that is paid afterwards', () => {
  const [fee, dearer] = [90_000n, 99_000n].map((minor) => seats(minor, 1n, { priceId: `late_${minor}`, billing: 'in_arrears' })); // prettier-ignore
  const now = new Date('2027-02-10T06:00:00Z');
  const asked = (more: Partial<ChangeAsked>, facts: Partial<ChangeFacts> = {}) =>
    faultOfChange(
      { ...FACTS, newInterval: MONTH, before: [seats(), fee!], after: [seats(), dearer!], ...facts },
      { when: 'now', proration: 'none', ...more },
      now,
    );

  it('costs its days within a period, so that none of them is passed over there, now or on a date', () => {
    const amid = { when: 'date' as const, at: new Date('2027-04-10T06:00:00Z') };
    for (const when of [{}, amid]) {
      expect(asked(when)).toMatchObject({ code: 'rule_violation', field: 'proration' });
      expect(asked({ ...when, proration: 'day' })).toBeNull();
    }
    const boundaries = [
      { when: 'period_end' as const },
      { when: 'after_periods' as const, afterPeriods: 3 },
      { ...amid, at: new Date('2027-03-31T06:00:00Z') },
    ];
    for (const when of boundaries) expect(asked(when)).toBeNull();
    expect(asked({}, { status: 'trialing', trialEnd: DUE })).toBeNull();
    expect(asked({}, { after: [seats(90_000n, 2n), fee!] })).toBeNull();
  });

  it('gets no other interval before the days until an anchor are billed, whose part that anchor tells', () => {
    const stub = { start: FACTS.currentPeriodStart!, policy: 'prorated' as const };
    const anchor = { ...anchorAt(DUE, 'Asia/Kuwait'), index: 1, stub };
    const yearly = { anchor, newInterval: YEAR };
    for (const when of ['now', 'period_end'] as const)
      expect(asked({ when, proration: 'day' }, yearly)).toMatchObject({ field: 'items' });
    expect(asked({ when: 'after_periods', afterPeriods: 2 }, yearly)).toBeNull();
    expect(asked({ when: 'period_end' }, { anchor })).toBeNull();
    // It is gone, and owed up to then.
    const left = { ...fee!, itemId: null, ended: { start: stub.start, end: now } };
    const gone = { ...yearly, before: [seats(), left], after: [seats(900_000n, 1n)] };
    for (const when of ['now', 'period_end'] as const)
      expect(asked({ when, proration: 'day' }, gone)).toMatchObject({ field: 'items' });
    expect(asked({ when: 'after_periods', afterPeriods: 2 }, gone)).toBeNull();
    expect(asked({ when: 'period_end' }, { ...gone, newInterval: MONTH })).toBeNull();
  });

  it('neither comes nor goes within the days until an anchor at whose end the billing day is to be moved', () => {
    const stub = { start: FACTS.currentPeriodStart!, policy: 'prorated' as const };
    const anchor = { ...anchorAt(DUE, 'Asia/Kuwait'), index: 1, stub };
    const { anchor: movedAnchor } = movedDay({ ...FACTS, anchor }, { day: 15, stub: 'prorated' });
    const comes = { anchor, movedAnchor, before: [seats()], after: [seats(), fee!] };
    for (const when of [{}, { when: 'date' as const, at: new Date(now.getTime() + 86_400_000) }])
      expect(asked({ ...when, proration: 'day' }, comes)).toMatchObject({
        code: 'change_planned',
        field: 'items',
        message: expect.stringContaining('ask for "period_end"'),
      });
    for (const when of [{ when: 'period_end' as const }, { when: 'date' as const, at: DUE }])
      expect(asked(when, comes)).toBeNull();
    for (const other of [{ movedAnchor: null }, { anchor: FACTS.anchor }, { after: [seats(90_000n, 2n)] }])
      expect(asked({ proration: 'day' }, { ...comes, ...other })).toBeNull();
  });
});
