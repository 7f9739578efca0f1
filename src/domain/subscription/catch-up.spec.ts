import fc from 'fast-check';
import { type CatchUpPolicy, judgeMissed, MOST_CAUGHT_UP, strictestCatchUp } from './catch-up.js';

const day = (n: number) => new Date(Date.UTC(2027, 0, 1 + n, 6));
const period = (n: number) => ({ index: n, start: day(n), end: day(n + 1) });
const judge = (policy: CatchUpPolicy, behind: number, confirmedUntil: Date | null = null) =>
  judgeMissed({ policy, confirmedUntil }, period(0), behind);

describe('a period that was over before it could be billed', () => {
  it('is billed by "each" up to the bound, and beyond it by a person only', () => {
    expect(MOST_CAUGHT_UP).toBe(31);
    expect(judge('each', 1)).toEqual({ kind: 'bill' });
    expect(judge('each', 31)).toEqual({ kind: 'bill' });
    expect(judge('each', 32)).toEqual({
      kind: 'ask',
      reason: '32 periods were missed, from 2027-01-01T06:00:00.000Z on; at most 31 are billed at once',
    });
  });

  it('is asked about by "ask" from the first on', () => {
    expect(judge('ask', 1)).toEqual({
      kind: 'ask',
      reason:
        '1 period was missed, from 2027-01-01T06:00:00.000Z on; the plan asks a person before they are billed',
    });
  });

  it('is skipped by "latest", however many there are, and says why', () => {
    for (const behind of [1, 31, 32, 10_000])
      expect(judge('latest', behind)).toMatchObject({
        kind: 'skip',
        reason: expect.stringContaining('latest'),
      });
  });

  it('is billed without asking when a person has said so, and its last instant is within what they said', () => {
    for (const policy of ['each', 'ask'] as const) {
      expect(judge(policy, 500, day(1))).toEqual({ kind: 'bill' });
      expect(judge(policy, 500, new Date(day(1).getTime() - 1))).not.toEqual({ kind: 'bill' });
    }
  });

  it('is skipped by "latest" also when a person has released what failed: that says nothing of the plan', () => {
    expect(judge('latest', 5, day(1))).toMatchObject({ kind: 'skip' });
  });

  it('over a whole downtime nobody is billed more than the bound without a person, and nothing is forgotten', () => {
    const facts = fc.record({
      policy: fc.constantFrom<CatchUpPolicy>('each', 'latest', 'ask'),
      missed: fc.integer({ min: 1, max: 80 }),
      confirmed: fc.option(fc.integer({ min: 0, max: 80 }), { nil: null }),
    });
    fc.assert(
      fc.property(facts, ({ policy, missed, confirmed }) => {
        const confirmedUntil = confirmed === null ? null : day(confirmed);
        // As the clock does: from the first on, until a person is asked.
        const done: string[] = [];
        for (let n = 0; n < missed && done.at(-1) !== 'ask'; n++)
          done.push(judgeMissed({ policy, confirmedUntil }, period(n), missed - n).kind);
        // By counting instead: those that were confirmed, then what the policy does with the rest.
        const said = policy === 'latest' ? 0 : Math.min(missed, confirmed ?? 0);
        const rest = missed - said;
        const asks = rest > 0 && (policy === 'ask' || (policy === 'each' && rest > 31));
        expect(done).toEqual([
          ...Array<string>(said).fill('bill'),
          ...(asks ? ['ask'] : Array<string>(rest).fill(policy === 'latest' ? 'skip' : 'bill')),
        ]);
      }),
    );
  });
});

it('of several plans the one that bills least by itself decides', () => {
  expect(strictestCatchUp(['each', 'latest', 'ask'])).toBe('ask');
  expect(strictestCatchUp(['each', 'latest'])).toBe('latest');
  expect(strictestCatchUp(['each'])).toBe('each');
  expect(strictestCatchUp([])).toBe('each');
});
