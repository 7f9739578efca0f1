import { addDays, anchorAt, isTimeZone, localDateOf } from './anchor.js';

const at = (text: string): Date => new Date(text);

describe('anchorAt', () => {
  it('keeps the local wall clock of the zone', () => {
    expect(anchorAt(at('2026-01-30T22:15:30.999Z'), 'Asia/Kuwait')).toEqual({
      localDate: '2026-01-31',
      dayOfMonth: 31,
      localTime: '01:15:30',
      timeZone: 'Asia/Kuwait',
    });
  });

  it.each([
    ['2026-01-31T09:00:00Z', 31, '2026-01-31'],
    ['2026-02-01T09:00:00Z', 31, '2026-02-28'],
    ['2026-02-28T09:00:00Z', 31, '2026-02-28'],
    ['2024-02-10T09:00:00Z', 30, '2024-02-29'],
    ['2026-02-10T09:00:00Z', 10, '2026-02-10'],
    ['2026-02-11T09:00:00Z', 10, '2026-03-10'],
    ['2026-01-31T09:00:00Z', 30, '2026-02-28'],
    ['2026-12-15T09:00:00Z', 1, '2027-01-01'],
  ])('from %s, the first %i is %s', (instant, day, localDate) => {
    expect(anchorAt(at(instant), 'UTC', day)).toEqual({
      localDate,
      dayOfMonth: day,
      localTime: '09:00:00',
      timeZone: 'UTC',
    });
  });

  it.each([0, 32, 1.5, NaN])('refuses day %p', (day) => {
    expect(() => anchorAt(at('2026-01-01T00:00:00Z'), 'UTC', day)).toThrow('a day of the month from 1 to 31');
  });

  it('refuses zones and instants that do not exist', () => {
    expect(() => anchorAt(at('2026-01-01T00:00:00Z'), 'Asia/Atlantis')).toThrow('got "Asia/Atlantis"');
    expect(() => anchorAt(at('nonsense'), 'UTC')).toThrow('a real instant');
  });
});

describe('time zones', () => {
  it.each([
    'UTC',
    'Asia/Kuwait',
    'Africa/Cairo',
    'America/Argentina/Buenos_Aires',
    'Etc/GMT+3',
    'America/Port-au-Prince',
  ])('knows %s', (zone) => {
    expect(isTimeZone(zone)).toBe(true);
  });

  it.each([
    '',
    '+03:00',
    'asia/kuwait',
    'Asia/Atlantis',
    'Asia/Kuwait ',
    '../etc/passwd',
    'Z',
    'x'.repeat(100),
  ])('refuses %j', (zone) => {
    expect(isTimeZone(zone)).toBe(false);
  });

  it('names the local date', () => {
    expect(localDateOf(at('2026-01-31T21:00:00Z'), 'Asia/Kuwait')).toBe('2026-02-01');
    expect(localDateOf(at('2026-01-31T21:00:00Z'), 'America/New_York')).toBe('2026-01-31');
  });
});

describe('addDays', () => {
  it('adds calendar days, not 24 hours', () => {
    // New York springs forward on 8 March 2026.
    expect(addDays(at('2026-03-07T15:00:00.123Z'), 1, 'America/New_York')).toEqual(
      at('2026-03-08T14:00:00.123Z'),
    );
    expect(addDays(at('2026-03-09T14:00:00Z'), -2, 'America/New_York')).toEqual(at('2026-03-07T15:00:00Z'));
  });

  it('lands on the first instant after a gap', () => {
    expect(addDays(at('2027-04-28T22:30:00Z'), 1, 'Africa/Cairo')).toEqual(at('2027-04-29T22:00:00Z'));
  });
});
