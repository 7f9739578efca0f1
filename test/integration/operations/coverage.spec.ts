import { AuditBooks } from '../../../src/modules/audit/index.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';

interface Seam {
  subscription: string;
  reason: string | null;
}

interface Coverage {
  complete: boolean;
  counts: Record<'subscriptions' | 'invoiced' | 'skipped' | 'voided' | 'queued' | 'forgotten', number>;
  queued: { subscription: string; queue: string }[];
  skipped: { reason: string | null }[];
  voided: { reason: string | null }[];
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
      counts: { subscriptions: 1, invoiced: 4, skipped: 0, voided: 0, queued: 0 },
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

  it('does not believe the queue: who is looked at after their period is due is forgotten, before and after it is', async () => {
    const bills = (at: string) =>
      sql(`UPDATE subscriptions SET next_bill_at = '${at}' WHERE merchant_id = $1`);
    const due = { due_since: '2027-05-10T06:00:00.000Z' };
    await bills('2030-01-01');
    const queued = [{ ...due, queue: 'forgotten', next_bill_at: '2030-01-01T00:00:00.000Z' }];
    expect(await read()).toMatchObject({ complete: false, counts: { queued: 1, forgotten: 1 }, queued });
    await world.jumpTo('2027-05-11T06:00:00Z');
    expect(await read()).toMatchObject({ complete: false, queued });
    // Tried again in a few minutes; and at the end of its term looked at once a day.
    await bills('2027-05-11T06:04:00Z');
    expect(await read()).toMatchObject({ queued: [{ queue: 'forgotten' }] });
    await sql(`UPDATE subscriptions SET billing_failures = 2 WHERE merchant_id = $1`);
    expect(await read()).toMatchObject({ complete: true, queued: [{ ...due, queue: 'failing' }] });
    await bills('2027-05-12T05:00:00Z');
    expect(await read()).toMatchObject({ queued: [{ queue: 'forgotten' }] });
    await sql(`UPDATE subscriptions SET billing_failures = 0, end_index = next_period_index WHERE merchant_id = $1`); // prettier-ignore
    expect(await read()).toMatchObject({ complete: true, queued: [{ queue: 'ending' }] });
    // Usage of the period before is waited for, and only as long as its price says.
    await bills('2027-05-12T06:00:00Z');
    await sql(`UPDATE subscriptions SET end_index = NULL WHERE merchant_id = $1`);
    expect(await read()).toMatchObject({ queued: [{ queue: 'forgotten' }] });
    await engine.get(UnitOfWork).run(async (tx) => {
      await tx.query('SET LOCAL session_replication_role = replica');
      const metered = `billing = 'in_arrears', usage_aggregation = 'sum', usage_grace_minutes = 2880`;
      await tx.query(`UPDATE prices SET ${metered} WHERE merchant_id = $1`, [world.merchant.id]);
    });
    expect(await read()).toMatchObject({ complete: true, queued: [] });
    await world.jumpTo('2027-05-12T06:00:00Z');
    expect(await read()).toMatchObject({
      queued: [{ queue: 'clock', due_since: '2027-05-12T06:00:00.000Z' }],
    });
  });

  it('shows periods that pass while collection is given up, and those that were owed before they were void', async () => {
    const other = await world.subscriber({ card: 'then_always_insufficient_funds' });
    await world.advanceTo('2027-05-12T06:00:00Z');
    const open = await world.get<{ data: { id: string }[] }>(
      `/v1/invoices?subscription=${other.id}&status=open`,
    );
    await world.post(`/v1/invoices/${open.data[0]!.id}/void`, { reason: 'a month without water' });
    expect(await read()).toMatchObject({
      complete: true,
      counts: { invoiced: 6, skipped: 0, voided: 1 },
      skipped: [],
      voided: [{ subscription: other.id, reason: 'a month without water' }],
    });
    await sql(`UPDATE subscriptions SET status = 'unpaid', next_bill_at = NULL WHERE merchant_id = $1`);
    expect(await read()).toMatchObject({ queued: [] });
    await world.jumpTo('2027-06-11T05:59:00Z');
    expect(await read()).toMatchObject({
      complete: true,
      counts: { queued: 1, forgotten: 0 },
      queued: [
        { subscription: id, status: 'unpaid', queue: 'given_up', due_since: '2027-06-10T06:00:00.000Z' },
      ],
    });
  });

  it('lists a gap and an overlap, and believes only a break that says just that', async () => {
    await sql(`UPDATE invoices SET period_start = period_start + interval '1 day' WHERE merchant_id = $1 AND period_index = 1`); // prettier-ignore
    await sql(`UPDATE invoices SET period_end = period_end + interval '1 day' WHERE merchant_id = $1 AND period_index = 2`); // prettier-ignore
    await engine.sql(
      `INSERT INTO events (merchant_id, public_id, type, subscription_id, occurred_at, data)
       SELECT s.merchant_id, 'evt_' || gen_random_uuid(), 'subscription.paused', s.id, at::timestamptz,
         jsonb_build_object('subscription_id', s.public_id, 'time_zone', 'Asia/Kuwait')
       FROM subscriptions s, unnest(ARRAY['2027-01-20', '2027-03-20']) AS at WHERE s.public_id = $1`,
      [id],
    );
    const broken = (starts: string) =>
      sql(`INSERT INTO period_breaks SELECT i.merchant_id, i.subscription_id, i.period_index, 'paused', b.period_end,
             ${starts}, now() FROM invoices i JOIN invoices b ON b.subscription_id = i.subscription_id
             AND b.period_index = i.period_index - 1 WHERE i.merchant_id = $1 AND i.period_start <> b.period_end
           ON CONFLICT (merchant_id, subscription_id, period_index) DO UPDATE SET starts_at = excluded.starts_at`);
    const unexplained = {
      complete: false,
      gaps: [{ subscription: id, reason: null }],
      overlaps: [{ subscription: id, reason: null }],
    };
    expect(await read()).toMatchObject(unexplained);
    await broken(`i.period_start + interval '1 minute'`);
    expect(await read()).toMatchObject(unexplained);
    await broken('i.period_start');
    expect(await read()).toMatchObject({
      complete: true,
      gaps: [{ reason: 'paused' }],
      overlaps: [{ reason: 'paused' }],
    });
  });

  it('knows a pause in the middle of a second, and so does the audit', async () => {
    await world.advanceTo('2027-04-20T06:00:00.250Z');
    await world.post(`/v1/subscriptions/${id}/pause`, {});
    await world.advanceTo('2027-05-20T06:00:00.750Z');
    await world.post(`/v1/subscriptions/${id}/resume`, {});
    await world.rest();
    const gaps = [
      { ended_at: '2027-05-10T06:00:00.000Z', began_at: '2027-05-20T06:00:00.000Z', reason: 'paused' },
    ];
    expect(await read()).toMatchObject({ complete: true, gaps, overlaps: [] });
    const audited = await engine.get(AuditBooks).execute(world.merchant.id);
    expect(audited.flatMap(({ check, breaches }) => breaches.map(() => check.name))).toEqual([]);
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
