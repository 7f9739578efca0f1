import { type SeedResult, Simulation } from '../simulation/simulation.js';

/** A few weeks of few subscriptions: `npm run simulate` is for more. */
const SHORT = { years: 0.15, subscriptions: 5 };

async function live(seed: number): Promise<SeedResult> {
  return new Simulation({ seed, ...SHORT }).run();
}

describe('the simulated engine', () => {
  it('keeps its books and comes to rest, and the same seed lives the same life twice', async () => {
    const [once, again] = [await live(5), await live(5)];
    expect(once.violation).toBeNull();
    expect(once.payments).toBeGreaterThan(0);
    expect(once.faults.size).toBeGreaterThan(0);
    expect(again.digest).toBe(once.digest);
  });

  it('lives another life with another seed', async () => {
    const [one, other] = [await live(6), await live(7)];
    expect([one.violation, other.violation]).toEqual([null, null]);
    expect(one.digest).not.toBe(other.digest);
  });
});
