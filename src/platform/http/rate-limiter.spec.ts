import { RateLimiter } from './rate-limiter.js';

describe('a rate limiter', () => {
  it('lets so many through in a window, and as many again in the next', () => {
    const limiter = new RateLimiter(3, 1000);
    const at = (ms: number) => limiter.take('a', ms);
    expect([at(0), at(1), at(2), at(3), at(999)]).toEqual([true, true, true, false, false]);
    expect([at(1000), at(1001), at(1002), at(1003)]).toEqual([true, true, true, false]);
  });

  it('counts each key alone', () => {
    const limiter = new RateLimiter(1, 1000);
    expect([limiter.take('a', 0), limiter.take('b', 0), limiter.take('a', 1)]).toEqual([true, true, false]);
  });

  it('does not grow without end', () => {
    const limiter = new RateLimiter(1, 1000);
    for (let i = 0; i < 120_000; i++) limiter.take(`key ${i}`, 0);
    expect((limiter as unknown as { used: Map<string, unknown> }).used.size).toBeLessThanOrEqual(50_000);
  });
});
