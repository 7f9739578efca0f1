import fc from 'fast-check';
import { localDateOf } from '../calendar/anchor.js';
import { atLocalHour } from '../calendar/local-time.js';
import { WEEKDAYS, weekdayOf } from '../calendar/weekend.js';
import { putOff, type RetryTimes } from './retry-times.js';

const HOUR = 3_600_000;
const zones = ['Asia/Kuwait', 'Africa/Cairo', 'America/New_York', 'Pacific/Apia', 'UTC'];
const instants = fc.date({
  min: new Date('2024-01-01T00:00:00Z'),
  max: new Date('2036-01-01T00:00:00Z'),
  noInvalidDate: true,
});

describe('a retry that is put off', () => {
  it('is never made too soon, nor after the end, and only within its day or at a time of the policy', () => {
    const times: fc.Arbitrary<RetryTimes> = fc.record({
      timeZone: fc.constantFrom(...zones),
      localHour: fc.option(fc.integer({ min: 0, max: 23 })),
      weekend: fc.subarray([...WEEKDAYS], { maxLength: 6 }),
    });
    const waits = fc.integer({ min: 0, max: 40 * 24 * HOUR });
    fc.assert(
      fc.property(times, instants, waits, waits, (policy, planned, wait, room) => {
        const earliest = new Date(planned.getTime() + wait);
        const lastRetryBefore = new Date(earliest.getTime() + room + 1);
        const at = putOff({ times: policy, lastRetryBefore, planned, earliest });
        expect(at >= earliest && at < lastRetryBefore).toBe(true);
        if (at.getTime() === earliest.getTime()) return;
        expect(policy.weekend).not.toContain(weekdayOf(localDateOf(at, policy.timeZone)));
        const { localHour, timeZone } = policy;
        if (localHour !== null)
          expect(at).toEqual(atLocalHour(localDateOf(at, timeZone), localHour, timeZone));
        expect(localDateOf(earliest, timeZone)).not.toBe(localDateOf(planned, timeZone));
      }),
    );
  });
});
