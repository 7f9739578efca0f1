import { anchorAt } from '../../domain/calendar/anchor.js';
import { interval } from '../../domain/calendar/interval.js';
import { indexAt } from '../../domain/calendar/period.js';
import { toAppError } from './problem.filter.js';

const NOW = new Date('2027-01-01T06:00:00Z');

function problemOf(act: () => unknown): object {
  try {
    act();
    return {};
  } catch (error) {
    const { code, detail } = toAppError(error);
    return { code, detail };
  }
}

describe('an error that no use case foresaw', () => {
  it('is a rule where somebody named a day further off than days are counted', () => {
    const daily = () => indexAt(anchorAt(NOW, 'Asia/Kuwait'), interval('day', 1), new Date('9999-12-31T00:00:00Z')); // prettier-ignore
    expect(problemOf(daily)).toMatchObject({ code: 'rule_violation', detail: expect.stringContaining('100000') }); // prettier-ignore
  });

  it('is ours where the calendar was given no moment at all', () => {
    const broken = () => indexAt(anchorAt(NOW, 'Asia/Kuwait'), interval('day', 1), new Date(NaN));
    expect(problemOf(broken)).toMatchObject({ code: 'internal' });
  });
});
