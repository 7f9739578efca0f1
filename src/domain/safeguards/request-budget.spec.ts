import fc from 'fast-check';
import {
  blockOf,
  CALL_CLASSES,
  CEILING_PERCENT,
  grant,
  REQUESTS_PER_CHARGE,
  utcDay,
} from './request-budget.js';

const DAY = { limit: 90_000, used: 0 };

describe('the requests of a day', () => {
  it('are set aside in blocks that are enough for a batch, and a small part of a small day', () => {
    expect(blockOf(90_000)).toBe(400);
    expect(blockOf(45_000)).toBe(200);
    expect(blockOf(1_000_000)).toBe(400);
    expect(blockOf(100)).toBe(REQUESTS_PER_CHARGE);
  });

  it('end for housekeeping first, then for new charges, then for questions, at last for people at a screen', () => {
    const ends = CALL_CLASSES.map((name) => CEILING_PERCENT[name]);
    expect(ends).toEqual([...ends].sort((a, b) => b - a));
    const left = (used: number) =>
      CALL_CLASSES.filter((name) => grant({ limit: 90_000, used }, name, 50) > 0);
    expect(left(0)).toEqual(['interactive', 'inquiry', 'charge', 'housekeeping']);
    expect(left(63_000)).toEqual(['interactive', 'inquiry', 'charge']);
    expect(left(76_500)).toEqual(['interactive', 'inquiry']);
    expect(left(88_200)).toEqual(['interactive']);
    expect(left(90_000)).toEqual([]);
  });

  it('are given to charges in pairs only: a session that nobody may charge is worth nothing', () => {
    expect(grant({ limit: 100, used: 82 }, 'charge', 50)).toBe(2);
    expect(grant({ limit: 100, used: 84 }, 'charge', 50)).toBe(0);
    expect(grant({ limit: 100, used: 84 }, 'inquiry', 50)).toBe(14);
  });

  it('are never more than the limit, whoever asks in whatever order', () => {
    const asks = fc.array(fc.tuple(fc.constantFrom(...CALL_CLASSES), fc.integer({ min: 1, max: 60 })));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), asks, (limit, all) => {
        let used = 0;
        for (const [name, wanted] of all) {
          const given = grant({ limit, used }, name, wanted);
          expect(given).toBeGreaterThanOrEqual(0);
          expect(given).toBeLessThanOrEqual(wanted);
          used += given;
          if (given > 0) expect(used * 100).toBeLessThanOrEqual(limit * CEILING_PERCENT[name]);
        }
        expect(used).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it('begin anew at midnight UTC', () => {
    const before = utcDay(new Date('2027-01-31T23:59:59.999Z'));
    expect(before).toEqual({ day: '2027-01-31', endsAt: new Date('2027-02-01T00:00:00Z') });
    expect(utcDay(before.endsAt).day).toBe('2027-02-01');
    expect(grant(DAY, 'charge', 0)).toBe(0);
  });
});
