import type { AttemptState } from '../../domain/charge/attempt-states.js';
import type { LookResult } from '../../gateway/payment-gateway.js';
import { isRefused, isSecond } from './judge-asking.js';

const refusedBy = (httpStatus: number): LookResult => ({ kind: 'unauthorized', httpStatus, message: 'no' });
const OF_A_PROXY: LookResult = {
  kind: 'trouble',
  trouble: { code: 'unreadable', message: 'HTTP 403: no JSON', httpStatus: 403 },
};

describe('whether who asks may not ask any more', () => {
  it.each<[string, LookResult, AttemptState, boolean]>([
    ['nobody known asks about money under way', refusedBy(401), 'unknown', true],
    ['nobody known asks about what is settled', refusedBy(401), 'declined', true],
    ['a charge in doubt may not be read', refusedBy(403), 'fenced', true],
    ['an open page may not be read', refusedBy(403), 'ready', true],
    ['what is held may not be read', refusedBy(403), 'authorized', true],
    ['a decline of a gateway that is gone may not be read', refusedBy(403), 'declined', false],
    ["what is a person's may not be read", refusedBy(403), 'manual', false],
    ['a proxy before Ottu lets nothing through', OF_A_PROXY, 'unknown', false],
    ['the session is unknown', { kind: 'not_found', message: 'Not found.' }, 'unknown', false],
  ])('%s', (_what, answer, status, expected) => expect(isRefused(answer, status)).toBe(expected));

  it('is asked a second time ten minutes after the first, and by a clock that runs faster as much earlier', () => {
    const since = new Date('2027-01-10T06:00:00Z');
    const after = (ms: number) => new Date(since.getTime() + ms);
    expect(isSecond(since, after(599_999), 1)).toBe(false);
    expect(isSecond(since, after(600_000), 1)).toBe(true);
    expect(isSecond(since, after(6_000), 0.01)).toBe(true);
  });
});
