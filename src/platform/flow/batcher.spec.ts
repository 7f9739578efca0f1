import { setTimeout as sleep } from 'node:timers/promises';
import { Batcher } from './batcher.js';

describe('a batcher', () => {
  it('joins what is asked for at the same time, and gives each asker its own answer', async () => {
    const batches: number[][] = [];
    const batcher = new Batcher<number, number>(
      async (items) => {
        batches.push(items);
        return items.map((item) => item * 10);
      },
      { most: 3, lanes: 1 },
    );
    const answers = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((item) => batcher.run(item)));
    expect(answers).toEqual([10, 20, 30, 40, 50, 60, 70]);
    expect(batches).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
  });

  it('gathers while a batch is under way, and never has more under way than it has lanes', async () => {
    const sizes: number[] = [];
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    let underWay = 0;
    let most = 0;
    const batcher = new Batcher<number, number>(
      async (items) => {
        sizes.push(items.length);
        most = Math.max(most, ++underWay);
        await held;
        underWay--;
        return items;
      },
      { most: 50, lanes: 1 },
    );
    const first = batcher.run(0);
    while (sizes.length === 0) await sleep(1);
    const others = [1, 2, 3, 4].map((item) => batcher.run(item));
    letGo();
    await Promise.all([first, ...others]);
    expect(sizes).toEqual([1, 4]);
    expect(most).toBe(1);
  });

  it('waits for more where nobody waits for the answer, but not for longer once it is full', async () => {
    const sizes: number[] = [];
    const work = async (items: number[]) => {
      sizes.push(items.length);
      return items;
    };
    const batcher = new Batcher<number, number>(work, { most: 3, lanes: 1, gatherMs: 50 });
    const first = batcher.run(0);
    await sleep(5);
    await Promise.all([first, batcher.run(1)]);
    expect(sizes).toEqual([2]);
    const patient = new Batcher<number, number>(work, { most: 3, lanes: 1, gatherMs: 3_600_000 });
    await Promise.all([1, 2, 3].map((item) => patient.run(item)));
    expect(sizes).toEqual([2, 3]);
  });

  it('tells everybody of a batch that failed, and goes on with the next', async () => {
    let fails = true;
    const batcher = new Batcher<number, number>(
      async (items) => {
        if (fails) throw new Error('no database');
        return items;
      },
      { most: 2, lanes: 1 },
    );
    const results = await Promise.allSettled([batcher.run(1), batcher.run(2)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect(await batcher.run(3)).toBe(3);
  });

  it('does not mix answers up when its work forgets one', async () => {
    const batcher = new Batcher<number, number>(async (items) => items.slice(1), { most: 2, lanes: 1 });
    const results = await Promise.allSettled([batcher.run(1), batcher.run(2)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
