import { MATCHED_WITHIN_MS, nextMatchAt } from './next-match.js';

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
});
