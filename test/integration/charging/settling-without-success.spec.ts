import { SettleCharge } from '../../../src/modules/charges/index.js';
import { SettlingBench } from './settling-bench.js';

const TOLD_LATE = `SELECT count(*) FROM events WHERE type = 'attempt.late_doubt'`;

describe('settling one attempt', () => {
  let bench: SettlingBench;
  let engine: SettlingBench['engine'];

  beforeAll(async () => {
    bench = await SettlingBench.start();
    ({ engine } = bench);
  });
  afterAll(() => bench.stop());

  const attemptThatIs: SettlingBench['attemptThatIs'] = (status) => bench.attemptThatIs(status);
  const settle: SettlingBench['settle'] = (attempt, kind) => bench.settle(attempt, kind);
  const standing: SettlingBench['standing'] = (attempt) => bench.standing(attempt);
  const copy: SettlingBench['copy'] = (...given) => bench.copy(...given);

  it('as kept from being sent by an earlier session is tried again, and after a week a person’s', async () => {
    const obstructed = async (days: number) => {
      const attempt = await attemptThatIs('prepared');
      const since = `prepared_at = prepared_at - make_interval(days => $2)`;
      await engine.sql(`UPDATE attempts SET ${since} WHERE id = $1`, [attempt.id, days]);
      const outcome = {
        kind: 'unsent',
        reason: 'an earlier session could not be read',
        isObstructed: true,
      } as const;
      await engine.get(SettleCharge).execute(attempt, outcome, 'answer');
      return (await standing(attempt)).charge;
    };
    expect(await obstructed(6)).toBe('scheduled');
    expect(await obstructed(7)).toBe('blocked');
  });

  it('as unpaid goes to a person when other money came late, unless another attempt is under way', async () => {
    const free = await attemptThatIs('declined');
    await settle(free, 'late_doubt');
    expect(await standing(free)).toMatchObject({ attempt: 'manual', charge: 'canceled' });
    const late = await attemptThatIs('declined');
    const other = { n: '77', status: `'unknown'`, order_no: 'gen_random_uuid()::text' };
    await copy(
      'attempts',
      { ...other, session_id: 'NULL', public_id: 'gen_random_uuid()::text' },
      String(late.id),
    );
    const [before] = await engine.sql<{ count: bigint }>(TOLD_LATE);
    for (const time of [1, 2]) {
      await settle(late, 'late_doubt');
      expect([time, (await standing(late)).attempt]).toEqual([time, 'declined']);
    }
    const [after] = await engine.sql<{ count: bigint }>(TOLD_LATE);
    expect(after!.count - before!.count).toBe(1n);
  });

  it('as declined for ever stops the card also where its charge was paid meanwhile', async () => {
    const attempt = await attemptThatIs('unknown');
    await engine.sql(`UPDATE charges SET status = 'succeeded' WHERE id = $1`, [attempt.chargeId]);
    const decline = { class: 'hard', code: '43', message: 'stolen card' } as const;
    await engine.get(SettleCharge).execute(attempt, { kind: 'declined', decline }, 'look');
    expect(await standing(attempt)).toMatchObject({ attempt: 'declined', charge: 'succeeded' });
    const cards = await engine.sql(`SELECT status FROM cards WHERE id = $1`, [attempt.cardId]);
    expect(cards).toEqual([{ status: 'refused' }]);
  });

  it.each(['declined', 'refused', 'unsent', 'unpaid'] as const)(
    'as "%s" is looked at once more after a day: the platform may know better',
    async (kind) => {
      const attempt = await attemptThatIs('sent');
      await settle(attempt, kind);
      const [row] = await engine.sql(
        `SELECT extract(epoch FROM next_check_at - resolved_at)::int AS wait FROM attempts WHERE id = $1`,
        [attempt.id],
      );
      expect(row).toEqual({ wait: 86_400 });
    },
  );

  it.each(['unknown', 'fenced', 'to_human'] as const)(
    'as "%s" holds nothing against the customer: no decline, no dunning',
    async (kind) => {
      const attempt = await attemptThatIs('sent');
      await settle(attempt, kind);
      const { subscription } = await standing(attempt);
      expect(subscription).toBe('active');
      const [charge] = await engine.sql<object>(
        `SELECT first_declined_at, ladder, retries_used FROM charges WHERE id = $1`,
        [attempt.chargeId],
      );
      expect(charge).toEqual({ first_declined_at: null, ladder: null, retries_used: 0 });
    },
  );
});
