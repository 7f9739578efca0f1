import { CARD_MOST_DAYS, CARD_PATIENCE_HOURS, nextCardStep } from './next-card-step.js';

const PAID = new Date('2027-01-10T06:00:00Z');
const hoursLater = (hours: number) => new Date(PAID.getTime() + hours * 3_600_000);

/** As the sweep does it: from one look to the next. */
function allLooks(): { hours: number; tell: boolean }[] {
  const looks: { hours: number; tell: boolean }[] = [];
  for (let at: Date | null = PAID, checks = 0; at !== null; checks++) {
    const now: Date = at;
    const step = nextCardStep({ checks, resolvedAt: PAID, preparedAt: PAID }, { now, waitScale: 1 });
    looks.push({ hours: (now.getTime() - PAID.getTime()) / 3_600_000, tell: step.tell });
    at = step.at;
  }
  return looks;
}

describe('a first payment that left no card', () => {
  const looks = allLooks();

  it('is told of when its patience is over, to the minute, and asked about first', () => {
    const [first] = looks.filter(({ tell }) => tell);
    expect(first!.hours).toBe(CARD_PATIENCE_HOURS);
    expect(looks.filter(({ hours }) => hours < CARD_PATIENCE_HOURS).length).toBeGreaterThan(5);
  });

  it('is not asked about for ever, nor in haste', () => {
    const last = looks.at(-1)!;
    expect(last.hours).toBeGreaterThanOrEqual(CARD_MOST_DAYS * 24);
    expect(looks.length).toBeLessThan(70);
  });

  it('that was not looked at for months is told of all the same', () => {
    const late = { now: hoursLater(5_000), waitScale: 1 };
    expect(nextCardStep({ checks: 0, resolvedAt: null, preparedAt: PAID }, late)).toEqual({
      tell: true,
      at: null,
    });
  });
});
