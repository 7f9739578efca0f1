import { weekdayOf, weekendOf } from './weekend.js';

describe('weekends', () => {
  it.each([
    ['Asia/Kuwait', ['friday', 'saturday']],
    ['Asia/Riyadh', ['friday', 'saturday']],
    ['Africa/Cairo', ['friday', 'saturday']],
    ['Asia/Dubai', ['saturday', 'sunday']],
    ['Europe/Berlin', ['saturday', 'sunday']],
    ['UTC', ['saturday', 'sunday']],
  ])('in %s are %j', (timeZone, weekend) => {
    expect(weekendOf(timeZone)).toEqual(weekend);
  });

  it.each([
    ['2027-02-12', 'friday'],
    ['2028-02-29', 'tuesday'],
    ['2027-02-14', 'sunday'],
  ])('%s is a %s', (date, weekday) => {
    expect(weekdayOf(date)).toBe(weekday);
  });
});
