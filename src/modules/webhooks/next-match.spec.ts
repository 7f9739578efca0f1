import { MATCHED_WITHIN_MS, nextMatchAt, triesAfterReplay } from './next-match.js';

describe('A message that matches nothing', () => {
  const received = new Date('2027-01-01T00:00:00Z');

  it('is tried often at first, then seldom, a last time when its day is over, and never again', () => {
    const minutes: number[] = [];
    let tries = 0;
    for (
      let at = nextMatchAt(received, tries, received);
      at !== null;
      at = nextMatchAt(received, tries, at)
    ) {
      minutes.push((at.getTime() - received.getTime()) / 60_000);
      tries++;
    }
    expect(minutes).toEqual([1, 6, 36, 156, 396, 636, 876, 1116, 1356, 1440]);
  });

  it('is given up at once after a downtime longer than its day', () => {
    const later = new Date(received.getTime() + MATCHED_WITHIN_MS);
    expect(nextMatchAt(received, 0, later)).toBeNull();
    expect(nextMatchAt(received, 0, new Date(later.getTime() - 1))).toEqual(later);
  });

  it('goes on with its day when a replay matches nothing either, and begins one where it was refused until then', () => {
    const at = new Date('2027-01-04T00:00:00Z');
    const planned = new Date('2027-01-04T00:30:00Z');
    const still = (status: 'unmatched' | 'refused', nextMatchAt: Date | null) =>
      triesAfterReplay({ status, nextMatchAt }, { status: 'unmatched' }, at);
    expect(still('unmatched', planned)).toEqual({ nextMatchAt: planned });
    expect(still('unmatched', null)).toEqual({ nextMatchAt: null });
    expect(still('refused', null)).toEqual({
      nextMatchAt: new Date('2027-01-04T00:01:00Z'),
      matchTries: 0,
      matchFrom: at,
    });
    const matched = { status: 'processed' } as const;
    expect(triesAfterReplay({ status: 'unmatched', nextMatchAt: planned }, matched, at)).toEqual({
      nextMatchAt: null,
    });
  });
});
