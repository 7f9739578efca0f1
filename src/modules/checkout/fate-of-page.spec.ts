import { ATTEMPT_STATES } from '../../domain/charge/attempt-states.js';
import { fateOfPage } from './fate-of-page.js';

const opening = { status: 'prepared', owner: 'a', epoch: 0 } as const;

describe('a page that the platform has just opened', () => {
  it('is shown, or closed at once where nobody is to pay on it any more', () => {
    expect(fateOfPage(opening, opening, true)).toBe('show');
    expect(fateOfPage(opening, opening, false)).toBe('close');
  });

  it('is lost once the sweep has taken the attempt, though it has not settled it yet', () => {
    for (const taken of [{ epoch: 1 }, { owner: 'b' }, { owner: 'b', epoch: 1 }])
      expect(fateOfPage(opening, { ...opening, ...taken }, true)).toBe('lost');
  });

  it('is lost when the attempt is anything but prepared', () => {
    for (const status of ATTEMPT_STATES.filter((state) => state !== 'prepared'))
      expect(fateOfPage(opening, { ...opening, status }, false)).toBe('lost');
  });
});
