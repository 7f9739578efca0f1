import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';

interface Seam {
  subscription: string;
  reason: string | null;
}

interface Coverage {
  complete: boolean;
  counts: { subscriptions: number; invoiced: number; skipped: number; queued: number; forgotten: number };
  queued: { subscription: string; queue: string }[];
  skipped: { reason: string | null }[];
  gaps: Seam[];
  overlaps: Seam[];
}

describe('the coverage of due periods', () => {
  let engine: InProcessEngine;
  let world: World;
  let id: string;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    id = (await world.subscriber()).id;
    await world.advanceTo('2027-04-11T06:00:00Z');
  });
  afterEach(() => world.end());
  afterAll(() => engine.stop());

  const read = (query = '') => world.get<Coverage>(`/v1/ops/coverage${query}`);
  const sql = (text: string) => engine.sql(text, [world.merchant.id]);

  it('is complete when every due period has its invoice', async () => {
    expect(await read()).toMatchObject({
      complete: true,
      counts: { subscriptions: 1, invoiced: 4, skipped: 0, queued: 0 },
      queued: [],
      skipped: [],
      gaps: [],
      overlaps: [],
    });
  });

  it('says which queue holds what is due and not billed yet', async () => {
    await world.jumpTo('2027-05-12T06:00:00Z');
    expect((await read()).queued).toMatchObject([{ subscription: id, queue: 'clock' }]);
    await sql(`UPDATE subscriptions SET billing_failures = 2 WHERE merchant_id = $1`);
    expect((await read()).queued).toMatchObject([{ queue: 'failing' }]);
    await sql(`UPDATE subscriptions SET quarantined_at = now() WHERE merchant_id = $1`);
    expect(await read()).toMatchObject({ complete: true, queued: [{ queue: 'quarantine' }] });
  });

  it('is not complete when somebody alive is never billed again', async () => {
    const other = (await world.subscriber()).id;
    await sql(`UPDATE subscriptions SET next_bill_at = NULL WHERE merchant_id = $1`);
    await engine.sql(`UPDATE subscriptions SET cancel_requested_at = now() WHERE public_id = $1`, [id]);
    expect(await read('?limit=1')).toMatchObject({
      complete: false,
      counts: { queued: 2, forgotten: 1 },
      queued: [{ subscription: other, queue: 'forgotten' }],
    });
    await engine.sql(`UPDATE subscriptions SET cancel_requested_at = now() WHERE public_id = $1`, [other]);
    expect(await read('?limit=1')).toMatchObject({ complete: true, counts: { queued: 2, forgotten: 0 } });
  });

  it('lists a gap and an overlap, and for what reason there may be one', async () => {
    await sql(`UPDATE invoices SET period_start = period_start + interval '1 day' WHERE merchant_id = $1 AND period_index = 1`); // prettier-ignore
    await sql(`UPDATE invoices SET period_end = period_end + interval '1 day' WHERE merchant_id = $1 AND period_index = 2`); // prettier-ignore
    expect(await read()).toMatchObject({
      complete: false,
      gaps: [{ subscription: id, reason: null }],
      overlaps: [{ subscription: id, reason: null }],
    });
    await engine.sql(
      `INSERT INTO events (merchant_id, public_id, type, subscription_id, occurred_at, data)
       SELECT s.merchant_id, 'evt_' || gen_random_uuid(), 'subscription.paused', s.id, at::timestamptz, '{}'
       FROM subscriptions s, unnest(ARRAY['2027-01-20', '2027-03-20']) AS at WHERE s.public_id = $1`,
      [id],
    );
    expect(await read()).toMatchObject({
      complete: true,
      gaps: [{ reason: 'subscription.paused' }],
      overlaps: [{ reason: 'subscription.paused' }],
    });
  });

  it('of a merchant without subscriptions is complete, and of another merchant unseen', async () => {
    const other = await World.begin(engine, '2027-01-10T06:00:00Z');
    expect(await other.get('/v1/ops/coverage')).toMatchObject({
      complete: true,
      counts: { subscriptions: 0 },
    });
    await other.end();
  });
});
