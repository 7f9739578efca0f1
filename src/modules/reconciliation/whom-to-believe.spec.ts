import { CARD_PATIENCE_HOURS } from './next-card-step.js';
import { LIST_LAG_MINUTES } from '../../domain/card/card-of-agreement.js';
import { type ListSays, whomToBelieve } from './whom-to-believe.js';

const PAID = new Date('2027-01-10T06:00:00Z');
const MINUTE = 60_000;

function believed(list: ListSays, minutes: number, mayWait = true) {
  const moment = { now: new Date(PAID.getTime() + minutes * MINUTE), waitScale: 1 };
  return whomToBelieve(list, { paidAt: PAID, mayWait }, moment);
}

describe('a list of cards that is asked for the one an agreement is bound to', () => {
  it('is believed at once where it names another card, and the page where the list has none', () => {
    expect(believed('another', 0)).toBe('list');
    expect(believed('none', 0)).toBe('page');
  });

  it('has a while to catch up where it names the card of before', () => {
    expect(believed('as_before', 0)).toBe('wait');
    expect(believed('as_before', LIST_LAG_MINUTES - 1)).toBe('wait');
    expect(believed('as_before', LIST_LAG_MINUTES)).toBe('list');
  });

  it('is asked again for hours where it was not heard, before the page alone is believed', () => {
    expect(believed('unheard', 0)).toBe('wait');
    expect(believed('unheard', CARD_PATIENCE_HOURS * 60 - 1)).toBe('wait');
    expect(believed('unheard', CARD_PATIENCE_HOURS * 60)).toBe('page');
  });

  it('is not waited for where nobody looks any more', () => {
    expect(believed('as_before', 0, false)).toBe('list');
    expect(believed('unheard', 0, false)).toBe('page');
  });
});
