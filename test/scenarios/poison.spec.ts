import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { books, invoiceStatuses } from './support/books.js';
import {
  assertBooksEqualTruth,
  assertLedgerBalances,
  assertNothingMoreHappens,
  proveTheEnd,
} from './support/proofs.js';

const DUE = '2027-02-10T06:00:00Z';

describe('a row that cannot be worked on', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start({ own: true });
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  async function three(): Promise<[Subscription, Subscription, Subscription]> {
    return [await world.subscriber(), await world.subscriber(), await world.subscriber()];
  }

  const breakSubscription = ({ id }: Subscription) =>
    engine.sql(`UPDATE subscriptions SET time_zone = 'Nowhere/Land' WHERE public_id = $1`, [id]);

  /** Breaks each row of which the condition holds, until `mend`. */
  const refuse = async (what: string, condition: string) => {
    await engine.sql(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF ${condition} THEN RAISE EXCEPTION 'this row is broken'; END IF;
         RETURN NEW;
       END $$`,
    );
    await engine.sql(`CREATE TRIGGER refuse BEFORE ${what} FOR EACH ROW EXECUTE FUNCTION refuse()`);
  };
  const mend = () => engine.sql(`DROP FUNCTION refuse CASCADE`);

  const refuseStatus = ({ id }: Subscription, status: string) =>
    refuse('UPDATE ON subscriptions', `NEW.public_id = '${id}' AND NEW.status = '${status}'`);

  it('as a subscription is set aside at the fifth failure, while the others of its batch renew', async () => {
    const [first, broken, third] = await three();
    await breakSubscription(broken);
    await world.advanceTo(DUE);
    expect(await invoicesOf(first)).toBe(2);
    expect(await invoicesOf(broken)).toBe(1);
    expect(await invoicesOf(third)).toBe(2);
    await world.advanceBy({ minutes: 29 });
    expect((await world.subscription(broken.id)).quarantine_reason).toBeNull();
    await world.advanceBy({ minutes: 2 });
    expect((await world.subscription(broken.id)).quarantine_reason).toContain('billing failed 5 times');
    const told = (await world.timeline(broken.id)).filter((type) => type === 'subscription.quarantined');
    expect(told).toHaveLength(1);
    expect(engine.errors.splice(0)).toHaveLength(5);
    await world.advanceTo('2027-04-01T00:00:00Z');
    expect(await invoicesOf(first)).toBe(3);
    expect(await invoicesOf(broken)).toBe(1);
    expect(engine.errors.splice(0)).toEqual(Array(6).fill(expect.stringContaining('is not billed')));
    await proveTheEnd(world);
  });

  it('as a subscription that works again before is as if nothing had been', async () => {
    const [, broken] = await three();
    await breakSubscription(broken);
    await world.advanceTo('2027-02-10T06:05:00Z');
    expect(engine.errors.splice(0).length).toBeGreaterThan(1);
    await engine.sql(`UPDATE subscriptions SET time_zone = 'Asia/Kuwait' WHERE public_id = $1`, [broken.id]);
    await world.advanceTo('2027-02-10T08:00:00Z');
    expect(await invoicesOf(broken)).toBe(2);
    const [row] = await engine.sql<{ failures: number }>(
      `SELECT billing_failures AS failures FROM subscriptions WHERE public_id = $1`,
      [broken.id],
    );
    expect(row!.failures).toBe(0);
    await proveTheEnd(world);
  });

  it('as a charge is given to a person at the fifth failure, while the others of its batch are charged', async () => {
    const [, broken] = await three();
    await world.advanceTo('2027-02-09T00:00:00Z');
    const of = `SELECT id FROM subscriptions WHERE public_id = '${broken.id}'`;
    await refuse('INSERT ON attempts', `NEW.subscription_id = (${of})`);
    await world.advanceTo('2027-02-10T07:00:00Z');
    await mend();
    expect(engine.errors.splice(0)).toHaveLength(5);
    expect((await invoiceStatuses(world)).sort()).toEqual(['open', 'paid', 'paid', 'paid', 'paid', 'paid']);
    const charges = await engine.sql<{ status: string }>(
      `SELECT c.status FROM charges c JOIN subscriptions s ON (s.merchant_id, s.id) = (c.merchant_id, c.subscription_id)
       WHERE s.public_id = $1 ORDER BY c.id`,
      [broken.id],
    );
    expect(charges.map(({ status }) => status)).toEqual(['succeeded', 'blocked']);
    const queue = () => world.get<{ data: { charge: string }[] }>('/v1/ops/manual');
    await world.post(`/v1/ops/manual/${(await queue()).data[0]!.charge}/assign`, { owner: 'Noura' });
    expect(await queue()).toMatchObject({ data: [{ attempt: null, owner: 'Noura' }] });
    await proveTheEnd(world);
  });

  it('as a last step that cannot be taken is given to a person, while the others are billed at the same hour', async () => {
    const broken = await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' }, { times: null });
    await world.advanceTo('2027-03-02T06:00:00Z');
    await world.clearFaults();
    const other = await world.subscriber();
    await refuseStatus(broken, 'canceled');
    await engine.sql(`UPDATE subscriptions SET next_bill_at = '2027-03-03T06:00:00Z' WHERE public_id = $1`, [
      other.id,
    ]);
    await world.advanceTo('2027-03-03T07:00:00Z');
    await mend();
    expect(engine.errors.splice(0)).toHaveLength(5);
    expect(await world.subscription(broken.id)).toMatchObject({ status: 'past_due' });
    expect(await world.timeline(broken.id)).toContain('charge.blocked');
    const { data } = await world.get<{ data: { status: string }[] }>(`/v1/charges?subscription=${broken.id}`);
    expect(data.map(({ status }) => status)).toEqual(['blocked', 'succeeded']);
    const [due] = await engine.sql<{ at: Date }>(
      `SELECT next_bill_at AS at FROM subscriptions WHERE public_id = $1`,
      [other.id],
    );
    expect(due!.at > new Date('2027-03-03T07:00:00Z')).toBe(true);
    await assertBooksEqualTruth(world);
    await assertLedgerBalances(world);
  });

  it('as a charge that cannot even be tried is given to a person, and what was prepared beside it is sent', async () => {
    const [first, broken] = await three();
    const card = (await world.subscription(broken.id)).card;
    await engine.sql(`UPDATE cards SET status = 'refused', refused_reason = 'Stolen' WHERE public_id = $1`, [
      card,
    ]);
    await refuseStatus(broken, 'past_due');
    await world.advanceTo('2027-02-10T07:00:00Z');
    await mend();
    expect(engine.errors.splice(0)).toHaveLength(5);
    expect(await world.timeline(broken.id)).toContain('charge.blocked');
    expect((await invoiceStatuses(world)).sort()).toEqual(['open', 'paid', 'paid', 'paid', 'paid', 'paid']);
    expect((await books(world)).attempts.filter(({ status }) => status !== 'succeeded')).toEqual([]);
    expect(await invoicesOf(first)).toBe(2);
    await proveTheEnd(world);
  });

  it('as a subscription that never began and cannot be ended is set aside, and the others end', async () => {
    // Of a trial without a page that takes money, so that nothing but the clock ends it.
    const begun = async () => {
      const items = [{ price: await world.createPrice() }];
      const body = { customer: (await world.createCustomer()).id, items, trial_days: 7 };
      return world.post<Subscription>('/v1/subscriptions', body);
    };
    const [broken, other] = [await begun(), await begun()];
    await refuseStatus(broken, 'ended');
    for (let day = 0; day < 10; day++) await world.advanceBy({ days: 1 });
    await mend();
    expect(engine.errors.splice(0).filter((line) => line.includes('Ending an unstarted'))).toHaveLength(5);
    expect(await world.subscription(other.id)).toMatchObject({ status: 'ended' });
    expect(await world.subscription(broken.id)).toMatchObject({
      status: 'incomplete',
      quarantine_reason: expect.stringContaining('ending it failed 5 times'),
    });
  });

  it('as a number that cannot be given and a notice that cannot be written, which hold up nobody else', async () => {
    const subscriber = await world.subscriber();
    const neighbour = await World.begin(engine, '2027-01-10T06:00:00Z');
    const line = { description: 'Setup', unit_amount: '2.000', currency: 'KWD' };
    const make = async (of: World) => {
      const { id: customer } = await of.createCustomer();
      const body = { currency: 'KWD', customer, lines: [line], due_date: '2027-01-20' };
      return (await of.post<{ id: string }>('/v1/invoices', body)).id;
    };
    const [broken, other, elsewhere] = [await make(world), await make(world), await make(neighbour)];
    const touched = `(NEW.number IS NOT NULL OR NEW.overdue_at IS NOT NULL)`;
    await refuse('UPDATE ON invoices', `NEW.public_id = '${broken}' AND ${touched}`);
    await neighbour.rest();
    await world.advanceTo(DUE);
    const read = (of: World, id: string) => of.get<object>(`/v1/invoices/${id}`);
    expect(await read(neighbour, elsewhere)).toMatchObject({ number: 'INV-2027-000001' });
    expect(await read(world, broken)).toMatchObject({ number: null, overdue: false });
    expect(await read(world, other)).toMatchObject({ number: null, overdue: true });
    expect(await invoicesOf(subscriber)).toBe(2);
    await mend();
    expect(engine.errors.splice(0).length).toBeGreaterThan(1);
    await world.rest();
    expect(await read(world, broken)).toMatchObject({ number: 'INV-2027-000002', overdue: true });
    expect(await read(world, other)).toMatchObject({ number: 'INV-2027-000003' });
    await neighbour.end();
    await proveTheEnd(world);
  });

  it('as an answer that cannot be booked holds up nobody else', async () => {
    await three();
    const { attempts } = await books(world);
    expect(attempts).toHaveLength(3);
    const posting = `NEW.source = 'attempt_succeeded' AND NEW.source_id = (SELECT max(id) - 1 FROM attempts)`;
    await refuse('INSERT ON ledger_transactions', posting);
    await world.advanceTo(DUE);
    expect((await invoiceStatuses(world)).sort()).toEqual(['open', 'paid', 'paid', 'paid', 'paid', 'paid']);
    expect(engine.errors.splice(0).length).toBeGreaterThan(0);
    await mend();
    // Its worker still holds it; as after a crash it is free when the lease ends.
    await engine.sql(`UPDATE attempts SET lease_until = now() - interval '1 second'`);
    await world.advanceBy({ minutes: 5 });
    expect(new Set(await invoiceStatuses(world))).toEqual(new Set(['paid']));
    await assertBooksEqualTruth(world);
    await assertLedgerBalances(world);
    await assertNothingMoreHappens(world);
  });

  it('as an answer that would unbalance the books stops the charging of its merchant at once', async () => {
    await three();
    await engine.sql(
      `CREATE FUNCTION unbalance() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NEW.account = 'cash_at_gateway' AND NEW.debit_minor > 0 THEN NEW.debit_minor := NEW.debit_minor + 1; END IF;
         RETURN NEW;
       END $$`,
    );
    await engine.sql(
      `CREATE TRIGGER unbalance BEFORE INSERT ON ledger_entries FOR EACH ROW EXECUTE FUNCTION unbalance()`,
    );
    await world.advanceTo(DUE);
    await engine.sql(`DROP FUNCTION unbalance CASCADE`);
    expect(engine.errors.splice(0).length).toBeGreaterThan(0);
    const reason = expect.stringContaining('does not balance');
    expect(await world.get('/v1/ops/charging')).toMatchObject({ stopped: true, reason });
    await engine.sql(`UPDATE attempts SET lease_until = now() - interval '1 second'`);
    await world.advanceBy({ minutes: 5 });
    await world.post('/v1/ops/charging/resume', { reason: 'what was not on its way yet waits for this' });
    await world.advanceBy({ hours: 2 });
    expect(new Set(await invoiceStatuses(world))).toEqual(new Set(['paid']));
    await assertBooksEqualTruth(world);
    await assertLedgerBalances(world);
  });

  async function invoicesOf({ id }: Subscription): Promise<number> {
    const rows = await engine.sql(
      `SELECT 1 FROM invoices i JOIN subscriptions s ON (s.merchant_id, s.id) = (i.merchant_id, i.subscription_id)
       WHERE s.public_id = $1`,
      [id],
    );
    return rows.length;
  }
});
