import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { books, invoiceStatuses, truth } from './support/books.js';
import { giveNewCard } from './support/new-card.js';
import { proveTheEnd } from './support/proofs.js';

const DUE = '2027-02-10T06:00:00Z';

describe('trouble with the platform before a charge', () => {
  let engine: InProcessEngine;
  let world: World;
  let subscription: Subscription;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    subscription = await world.subscriber();
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  async function renewals(): Promise<string[]> {
    const { attempts } = await books(world);
    return attempts.filter(({ kind }) => kind === 'mit').map(({ status }) => status);
  }

  /** Trouble of ours or the platform's is not the customer's. */
  async function expectNothingHeldAgainstTheCustomer(): Promise<void> {
    expect(await world.access(subscription.customer)).toBe('full');
    const timeline = await world.timeline(subscription.id);
    expect(timeline).not.toContain('dunning.planned');
  }

  it('as HTTP 500 to a new session is tried again a minute later', async () => {
    await world.fault({ endpoint: 'create' }, { type: 'error_before', status: 500 });
    await world.advanceTo('2027-02-10T06:00:59Z');
    expect(await renewals()).toEqual(['abandoned']);
    await world.advanceTo('2027-02-10T06:01:00Z');
    expect(await renewals()).toEqual(['abandoned', 'succeeded']);
    await expectNothingHeldAgainstTheCustomer();
    await proveTheEnd(world);
  });

  it('that lasts for hours is met ever more rarely, at last once an hour', async () => {
    await world.fault({ endpoint: 'create' }, { type: 'drop_before' }, { times: null });
    await world.advanceTo('2027-02-10T18:00:00Z');
    const tries = await renewals();
    expect(tries.length).toBeGreaterThan(10);
    expect(tries.length).toBeLessThan(20);
    await world.clearFaults();
    await world.advanceTo('2027-02-10T19:00:00Z');
    expect((await renewals()).at(-1)).toBe('succeeded');
    await expectNothingHeldAgainstTheCustomer();
    await proveTheEnd(world);
  });

  it('as a charge whose sending throws is given to a person at the fifth, each time proven unsent, while another is charged', async () => {
    await world.subscriber();
    const { card } = await world.subscription(subscription.id);
    const [{ token }] = (await engine.sql<{ token: Buffer }>(`SELECT token FROM cards WHERE public_id = $1`, [
      card,
    ])) as [{ token: Buffer }];
    await engine.sql(`UPDATE cards SET token = '\\x00' WHERE public_id = $1`, [card]);
    await world.advanceTo(DUE);
    for (let n = 0; n < 8; n++) {
      // Its worker holds it for some real minutes.
      await engine.sql(`UPDATE attempts SET lease_until = now() - interval '1 second'`);
      await world.advanceBy({ minutes: 20 });
    }
    expect((await renewals()).sort()).toEqual([...Array<string>(5).fill('abandoned'), 'succeeded']);
    expect(engine.errors.splice(0)).toHaveLength(5);
    const { data } = await world.get<{ data: { charge: string }[] }>('/v1/ops/manual');
    expect(data).toMatchObject([{ reason: expect.stringContaining('sending it failed 5 times') }]);
    await world.post(`/v1/ops/quarantine/charges/${data[0]!.charge}/release`, {});
    await world.rest();
    // It has all its tries again: not one more that throws makes it a person's.
    await engine.sql(`UPDATE attempts SET lease_until = now() - interval '1 second'`);
    await world.advanceBy({ minutes: 20 });
    expect(engine.errors.splice(0)).toHaveLength(1);
    expect((await world.get<{ data: object[] }>('/v1/ops/manual')).data).toEqual([]);
    await engine.sql(`UPDATE cards SET token = $2 WHERE public_id = $1`, [card, token]);
    await world.advanceBy({ hours: 1 });
    expect(new Set(await invoiceStatuses(world))).toEqual(new Set(['paid']));
    await proveTheEnd(world);
  });

  it('as HTTP 429 to a new session is tried again after what the platform asks', async () => {
    const wait = { type: 'error_before', status: 429, retry_after_seconds: 1800 };
    await world.fault({ endpoint: 'create' }, wait);
    await world.advanceTo('2027-02-10T06:29:59Z');
    expect(await renewals()).toEqual(['abandoned']);
    await world.advanceTo('2027-02-10T06:30:00Z');
    expect(await renewals()).toEqual(['abandoned', 'succeeded']);
    await expectNothingHeldAgainstTheCustomer();
    await proveTheEnd(world);
  });

  it('as HTTP 429 to the charge itself is tried again after a look, and uses nothing up', async () => {
    const wait = { type: 'error_before', status: 429, retry_after_seconds: 600 };
    await world.fault({ endpoint: 'auto_debit' }, wait);
    await world.advanceTo('2027-02-10T06:09:59Z');
    expect(await renewals()).toEqual(['abandoned']);
    await world.advanceTo('2027-02-10T06:10:00Z');
    expect(await renewals()).toEqual(['abandoned', 'succeeded']);
    await expectNothingHeldAgainstTheCustomer();
    await proveTheEnd(world);
  });

  it('as HTTP 429 to a charge that was made all the same is not believed', async () => {
    await world.fault({ endpoint: 'auto_debit' }, { type: 'error_after', status: 429 });
    await world.advanceTo(DUE);
    expect(await renewals()).toEqual(['succeeded']);
    expect((await truth(world)).charges).toHaveLength(2);
    await proveTheEnd(world);
  });

  it('as a refusal of the charge uses no retry; after three a person has to look, or its customer gives another card', async () => {
    const refusal = { type: 'error_before', status: 400, body: { detail: 'This token is not active.' } };
    await world.fault({ endpoint: 'auto_debit' }, refusal, { times: 3 });
    await world.advanceTo('2027-02-11T06:00:00Z');
    // Whether Ottu still has the card is asked as soon as that may be the reason.
    const asked = `SELECT asked_at FROM card_syncs WHERE merchant_id = $1`;
    expect(await engine.sql(asked, [world.merchant.id])).toEqual([
      { asked_at: new Date('2027-02-11T06:00:00Z') },
    ]);
    await world.advanceTo('2027-02-12T06:00:00Z');
    expect(await renewals()).toEqual(['rejected', 'rejected', 'rejected']);
    await world.advanceTo('2027-03-09T00:00:00Z');
    expect(await renewals()).toHaveLength(3);
    expect(await invoiceStatuses(world)).toEqual(['paid', 'open']);
    await expectNothingHeldAgainstTheCustomer();
    expect(await giveNewCard(world, subscription)).toBe(1);
    await world.rest();
    expect(await renewals()).toEqual(['rejected', 'rejected', 'rejected', 'succeeded']);
    await world.advanceTo('2027-03-11T00:00:00Z');
    await proveTheEnd(world);
  });

  it('as a refusal of the credentials stops this merchant’s charging, and the others go on', async () => {
    const other = await World.begin(engine, '2027-01-10T06:00:00Z');
    await other.subscriber();
    await world.setPlatform({ api_keys: ['another'] });
    await world.advanceTo('2027-02-10T06:00:00Z');
    await other.advanceTo('2027-02-10T06:00:00Z');
    expect(await renewals()).toEqual(['abandoned']);
    await world.advanceTo('2027-02-14T00:00:00Z');
    expect(await renewals()).toEqual(['abandoned']);
    expect(engine.errors.splice(0).join()).toContain('refuses our credentials');
    expect(await invoiceStatuses(other)).toEqual(['paid', 'paid']);
    await proveTheEnd(other);
    await other.end();
    // Somebody has put the credentials right and lets charging go on.
    await world.setPlatform({ api_keys: ['sim_ottu_api_key'] });
    await engine.sql(`UPDATE merchants SET charging_stopped_at = NULL, charging_stopped_reason = NULL`);
    await world.rest();
    expect(await renewals()).toEqual(['abandoned', 'succeeded']);
    await expectNothingHeldAgainstTheCustomer();
    await proveTheEnd(world);
  });

  it('with the look before a retry holds the retry back, not the subscription up', async () => {
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' });
    await world.advanceTo(DUE);
    const { order_no } = (await books(world)).attempts.at(-1)!;
    await world.fault(
      { endpoint: 'retrieve', order_no },
      { type: 'error_before', status: 500 },
      { times: 3 },
    );
    await world.advanceTo('2027-02-11T12:00:00Z');
    const tries = await renewals();
    expect(tries.slice(0, 3)).toEqual(['declined', 'abandoned', 'abandoned']);
    expect(tries.at(-1)).toBe('succeeded');
    expect((await truth(world)).charges).toHaveLength(2);
    await proveTheEnd(world);
  });
});
