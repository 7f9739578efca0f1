import { firstReminder, hoursWaited, nextReminder } from './case-reminder.js';

const since = new Date('2027-02-10T06:00:00Z');
const after = (hours: number): Date => new Date(since.getTime() + hours * 3_600_000);

describe('a case that waits for a person', () => {
  it('is told of after so many hours, then after twice as many, and so on', () => {
    const told: number[] = [];
    for (let at = firstReminder(since, 24); told.length < 5; at = nextReminder(since, at, 24))
      told.push(hoursWaited(since, at));
    expect(told).toEqual([24, 48, 96, 192, 384]);
  });

  it('is told of once, when nobody was there to tell it for long', () => {
    expect(nextReminder(since, after(100), 24)).toEqual(after(192));
    expect(hoursWaited(since, new Date(after(25).getTime() - 1))).toBe(24);
  });
});
