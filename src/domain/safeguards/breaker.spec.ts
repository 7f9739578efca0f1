import fc from 'fast-check';
import { type Breaker, mayProbe, NEW_BREAKER, record, takeProbe } from './breaker.js';

const ANSWER = { answered: 1, unknown: 0, trailing: 0 };
const SILENCE = { answered: 0, unknown: 1, trailing: 1 };
const at = (minutes: number, waitScale = 1) => ({
  now: new Date(Date.UTC(2027, 0, 31) + minutes * 60_000),
  waitScale,
});

function hear(breaker: Breaker, tallies: (typeof ANSWER)[], minute = 0): Breaker {
  return tallies.reduce((b, tally) => record(b, tally, at(minute)).breaker, breaker);
}
const times = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value);

describe('a breaker', () => {
  it('opens for 15 minutes at the fifth silence in a row, and says why', () => {
    const four = hear(NEW_BREAKER, times(4, SILENCE));
    expect(four.state).toBe('closed');
    const { breaker, reason } = record(four, SILENCE, at(0));
    expect(breaker).toMatchObject({ state: 'open', until: at(15).now });
    expect(reason).toBe('5 charges in a row got no answer');
  });

  it('counts anew after an answer, also one that comes in the same bunch', () => {
    expect(hear(NEW_BREAKER, [...times(4, SILENCE), ANSWER, ...times(4, SILENCE)]).state).toBe('closed');
    const bunch = { answered: 3, unknown: 1, trailing: 1 };
    expect(hear(NEW_BREAKER, [...times(4, SILENCE), bunch]).unknownsInRow).toBe(1);
  });

  it('opens when more than every fifth of at least 20 within 5 minutes is silent', () => {
    const pair = [...times(4, ANSWER), SILENCE];
    const fifth = hear(NEW_BREAKER, times(4, pair).flat());
    expect(fifth.state).toBe('closed');
    expect(record(fifth, SILENCE, at(0))).toMatchObject({
      breaker: { state: 'open' },
      reason: '5 of 21 charges within 5 minutes got no answer',
    });
    // A third, but of nine: too few to judge.
    expect(hear(NEW_BREAKER, times(3, [ANSWER, ANSWER, SILENCE]).flat()).state).toBe('closed');
  });

  it('forgets what is older than 5 minutes', () => {
    const before = hear(NEW_BREAKER, times(4, [...times(4, ANSWER), SILENCE]).flat(), 0);
    expect(hear(before, [SILENCE], 5).state).toBe('closed');
    expect(hear(before, [SILENCE], 4).state).toBe('open');
  });

  const open = hear(NEW_BREAKER, times(5, SILENCE));

  it('learns nothing while open from answers to what was sent before', () => {
    expect(record(open, { answered: 9, unknown: 3, trailing: 3 }, at(1))).toEqual({
      breaker: open,
      reason: null,
    });
  });

  it('lets one probe go after 15 minutes, and another only when that one is lost', () => {
    expect(mayProbe(open, at(14).now)).toBe(false);
    expect(mayProbe(open, at(15).now)).toBe(true);
    const probing = takeProbe(open, at(15));
    expect(mayProbe(probing, at(19).now)).toBe(false);
    expect(mayProbe(probing, at(20).now)).toBe(true);
    expect(takeProbe(probing, at(20)).state).toBe('half_open');
  });

  it('closes on an answer to the probe, and opens again on silence', () => {
    const probing = takeProbe(open, at(15));
    expect(record(probing, ANSWER, at(16)).breaker).toEqual(NEW_BREAKER);
    expect(record(probing, SILENCE, at(16))).toMatchObject({
      breaker: { state: 'open', until: at(31).now },
      reason: 'the probe got no answer',
    });
  });

  it('cannot probe while closed', () => {
    expect(mayProbe(NEW_BREAKER, at(0).now)).toBe(false);
    expect(() => takeProbe(NEW_BREAKER, at(0))).toThrow('"probe_taken" is not allowed');
  });

  it('waits as long as all waits are scaled', () => {
    const scaled = times(5, SILENCE).reduce((b) => record(b, SILENCE, at(0, 0.1)).breaker, NEW_BREAKER);
    expect(scaled.until).toEqual(at(1.5).now);
  });

  it('in whatever order things happen never opens without cause and never stays open without an end', () => {
    const step = fc.record({
      minutes: fc.integer({ min: 0, max: 6 }),
      what: fc.constantFrom('answer', 'silence', 'probe'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        let [breaker, minute, row] = [NEW_BREAKER, 0, 0];
        let heard: { minute: number; silent: boolean }[] = [];
        for (const { minutes, what } of steps) {
          minute += minutes;
          const before = breaker.state;
          if (what === 'probe') {
            if (mayProbe(breaker, at(minute).now)) breaker = takeProbe(breaker, at(minute));
          } else {
            const silent = what === 'silence';
            row = silent ? row + 1 : 0;
            heard.push({ minute, silent });
            breaker = record(breaker, silent ? SILENCE : ANSWER, at(minute)).breaker;
          }
          if (before === 'closed' && breaker.state === 'open') {
            const recent = heard.filter((one) => minute - one.minute < 5);
            const silent = recent.filter((one) => one.silent).length;
            expect(row >= 5 || (recent.length >= 20 && silent / recent.length > 0.2)).toBe(true);
          }
          if (before !== 'closed') [row, heard] = [0, []];
          expect(breaker.until === null).toBe(breaker.state === 'closed');
          if (breaker.until)
            expect(breaker.until.getTime()).toBeLessThanOrEqual(at(minute + 15).now.getTime());
          expect(breaker.minutes.length).toBeLessThanOrEqual(5);
        }
      }),
    );
  });
});
