import fc from 'fast-check';
import { anchorAt } from '../calendar/anchor.js';
import { placeUsage } from './usage-window.js';

const at = (text: string) => new Date(text);
const BEGUN = at('2027-01-31T06:00:00Z');
const facts = {
  anchor: anchorAt(BEGUN, 'Asia/Kuwait'),
  interval: { unit: 'month', count: 1 } as const,
  createdAt: BEGUN,
  trialEnd: null,
};
const place = (usedAt: string, now: string, change: Partial<typeof facts> = {}) =>
  placeUsage({ ...facts, ...change }, at(usedAt), at(now));

describe('usage', () => {
  it('counts in the period in which it was used, however late it is told within the window', () => {
    for (const now of ['2027-02-27T00:00:00Z', '2027-03-15T00:00:00Z']) {
      expect(place('2027-02-20T00:00:00Z', now)).toMatchObject({
        kind: 'period',
        period: { index: 0, start: BEGUN, end: at('2027-02-28T06:00:00Z') },
      });
    }
  });

  it('at the boundary counts in the period that begins', () => {
    expect(place('2027-02-28T06:00:00Z', '2027-03-01T00:00:00Z')).toMatchObject({ period: { index: 1 } });
    expect(place('2027-02-28T05:59:59.999Z', '2027-03-01T00:00:00Z')).toMatchObject({ period: { index: 0 } });
  });

  it('is refused in the future, except for clocks that run ahead a little', () => {
    expect(place('2027-02-20T00:05:00.001Z', '2027-02-20T00:00:00Z')).toMatchObject({ kind: 'refused' });
    expect(place('2027-02-20T00:05:00Z', '2027-02-20T00:00:00Z')).toMatchObject({ kind: 'period' });
  });

  it('is refused before the window and before the subscription began', () => {
    expect(place('2027-02-20T00:00:00Z', '2027-03-27T00:00:01Z')).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/longer ago than 35 days/),
    });
    expect(place('2027-01-31T05:59:59Z', '2027-02-01T00:00:00Z')).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/before the subscription began, at 2027-01-31T06:00:00.000Z/),
    });
  });

  it('in a trial is free', () => {
    const trial = { createdAt: at('2027-01-24T06:00:00Z'), trialEnd: BEGUN } as unknown as Partial<
      typeof facts
    >;
    expect(place('2027-01-25T00:00:00Z', '2027-01-26T00:00:00Z', trial)).toEqual({ kind: 'free' });
    expect(place('2027-01-20T00:00:00Z', '2027-01-26T00:00:00Z', trial)).toMatchObject({ kind: 'refused' });
    expect(place('2027-01-31T06:00:00Z', '2027-02-01T00:00:00Z', trial)).toMatchObject({ kind: 'period' });
  });

  it('that is taken lies in the period that is named', () => {
    const hours = fc.integer({ min: -1000, max: 20_000 });
    fc.assert(
      fc.property(hours, fc.integer({ min: 0, max: 900 }), (hour, later) => {
        const usedAt = new Date(BEGUN.getTime() + hour * 3_600_000);
        const found = placeUsage(facts, usedAt, new Date(usedAt.getTime() + later * 3_600_000));
        if (found.kind !== 'period') return;
        expect(found.period.start <= usedAt && usedAt < found.period.end).toBe(true);
      }),
    );
  });

  describe('of a subscription that counts anew since 10 March', () => {
    const january = { index: 0, start: BEGUN, end: at('2027-02-28T06:00:00Z') };
    const anchor = { ...anchorAt(at('2027-03-10T06:00:00Z'), 'Asia/Kuwait'), index: 1 };
    const paused = { anchor, earlier: { periods: [january], over: [] } } as unknown as Partial<typeof facts>;
    const NOW = '2027-03-11T00:00:00Z';

    it('counts in the period that was billed, and not in one that never was', () => {
      for (const usedAt of ['2027-02-05T00:00:00Z', '2027-02-15T00:00:00Z', '2027-02-28T05:59:59Z']) {
        expect(place(usedAt, NOW, paused)).toEqual({ kind: 'period', period: january });
      }
      expect(place('2027-03-10T06:00:00Z', NOW, paused)).toMatchObject({ period: { index: 1 } });
    });

    it('is refused for the time of the pause, and for when it was over', () => {
      expect(place('2027-03-05T00:00:00Z', NOW, paused)).toMatchObject({
        kind: 'refused',
        reason: expect.stringContaining('when no period was running'),
      });
      const over = [{ from: at('2027-02-20T00:00:00Z'), to: at('2027-03-10T06:00:00Z') }];
      const canceled = { anchor, earlier: { periods: [january], over } } as unknown as Partial<typeof facts>;
      expect(place('2027-02-19T00:00:00Z', NOW, canceled)).toEqual({ kind: 'period', period: january });
      expect(place('2027-02-25T00:00:00Z', NOW, canceled)).toMatchObject({
        kind: 'refused',
        reason: expect.stringContaining('when the subscription was over'),
      });
    });

    it('is refused before the first period of all', () => {
      expect(place('2027-02-04T00:00:00Z', NOW, { ...paused, earlier: undefined } as never)).toMatchObject({
        kind: 'refused',
      });
      expect(place('2027-01-31T05:59:59Z', '2027-03-01T00:00:00Z', paused)).toMatchObject({
        kind: 'refused',
        reason: expect.stringContaining('before the subscription began, at 2027-01-31T06:00:00.000Z'),
      });
    });
  });
});
