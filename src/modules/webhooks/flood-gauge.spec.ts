import { FloodGauge } from './flood-gauge.js';

const HOUR = 3_600_000;

describe('how many messages of one payment are stored', () => {
  it('is a hundred an hour, each payment for itself', () => {
    const gauge = new FloodGauge();
    const taken = (key: string, n: number, at: number) =>
      Array.from({ length: n }, () => gauge.take(key, at)).filter(Boolean).length;
    expect(taken('a', 300, 0)).toBe(100);
    expect(taken('b', 3, 1)).toBe(3);
    expect(taken('a', 300, HOUR - 1)).toBe(0);
    expect(taken('a', 300, HOUR)).toBe(100);
  });

  it('does not count what could not be stored and comes again', () => {
    const gauge = new FloodGauge();
    for (let tries = 0; tries < 1_000; tries++) {
      expect(gauge.take('a', tries)).toBe(true);
      gauge.giveBack('a');
    }
  });

  it('is counted of so many payments at once, and then anew', () => {
    const gauge = new FloodGauge();
    for (let n = 0; n < 100; n++) gauge.take('a', 0);
    expect(gauge.take('a', 0)).toBe(false);
    for (let n = 0; n < 50_000; n++) gauge.take(String(n), 0);
    expect(gauge.take('a', 0)).toBe(true);
  });
});
