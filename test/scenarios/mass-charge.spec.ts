import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
import { books, invoiceStatuses, truth } from './support/books.js';
import { importMembers } from './support/importing.js';
import { assertNothingMoreHappens, proveTheEnd } from './support/proofs.js';

interface Hold {
  id: string;
  subscription: string | null;
  reason: string;
  due: { charges: number; amount: string; currency: string }[];
  periods_behind: number | null;
  proposal: { by: string } | null;
  decision: string | null;
}

const LET_GO = { by: 'Noura Alsabah', reason: 'The clock was wrong; the members were told.' };

describe('far more charges than expected', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-05-01T06:00:00Z');
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const holds = async (show = 'open') =>
    (await world.get<{ data: Hold[] }>(`/v1/ops/holds?show=${show}`)).data;

  async function charged(): Promise<number> {
    return (await truth(world)).charges.filter(({ kind }) => kind === 'MIT').length;
  }

  async function told(): Promise<string[]> {
    const rows = await engine.sql<{ type: string }>(
      `SELECT type FROM events WHERE merchant_id = $1 AND type LIKE 'mass_charge.%' ORDER BY id`,
      [world.merchant.id],
    );
    return rows.map(({ type }) => type);
  }

  it('as after a clock that jumped by a year wait for a person, who lets them go', async () => {
    await world.call('PATCH', '/v1/merchant', { mass_charge_minimum: 4 });
    for (let n = 0; n < 4; n++) await world.subscriber({ interval: 'month', count: 3 });
    await world.jumpTo('2028-05-01T06:00:00Z');
    await world.rest();
    expect(await charged()).toBe(0);
    const [hold] = await holds();
    expect(hold).toMatchObject({
      subscription: null,
      reason: expect.stringMatching(
        /^\d+ charges in KWD are due, more than 3 times the 0 of the greatest week$/,
      ),
      due: [{ charges: expect.any(Number), currency: 'KWD' }],
    });
    expect(await holds()).toHaveLength(1);
    // Nothing is used up, and nothing happens by itself.
    await world.advanceBy({ hours: 5 });
    expect(await charged()).toBe(0);
    expect((await books(world)).attempts.filter(({ kind }) => kind === 'mit')).toEqual([]);

    await world.post(`/v1/ops/holds/${hold!.id}/approve`, LET_GO);
    await world.rest();
    expect(await charged()).toBe(4);
    expect(await holds()).toEqual([]);
    // The rest follows at its distance, without another word.
    await world.advanceBy({ days: 6 });
    expect(new Set(await invoiceStatuses(world))).toEqual(new Set(['paid']));
    expect(await told()).toEqual(['mass_charge.held', 'mass_charge.approved']);
    await proveTheEnd(world);
  });

  it('as first charges go unasked where their day was known for a week, and wait where a file came with today for all', async () => {
    await world.call('PATCH', '/v1/merchant', { mass_charge_minimum: 4 });
    const price = await world.createPrice({ interval: 'year' });
    await importMembers(world, { price, count: 2, from: 1, nextBillingAt: '2027-05-09T06:00:00Z' });
    for (let n = 0; n < 2; n++) await world.subscriber({ interval: 'year', trialDays: 8 });
    // Ends without a card, and without a charge.
    for (let n = 0; n < 3; n++) {
      const { id: customer } = await world.createCustomer();
      const free = { items: [{ price }], trial_days: 8, trial_without_card: 'cancel' };
      await world.post('/v1/subscriptions', { customer, ...free });
    }
    await world.advanceTo('2027-05-09T06:00:00Z');
    expect(await holds()).toEqual([]);
    expect(await charged()).toBe(4);

    await world.advanceTo('2027-06-20T06:00:00Z');
    await importMembers(world, { price, count: 4, from: 3, nextBillingAt: '2027-06-20T06:00:00Z' });
    await world.rest();
    expect(await charged()).toBe(4);
    const [hold] = await holds();
    expect(hold).toMatchObject({ subscription: null, due: [{ charges: 4, currency: 'KWD' }] });
    await world.post(`/v1/ops/holds/${hold!.id}/approve`, LET_GO);
    await world.rest();
    expect(await charged()).toBe(8);
    await assertNothingMoreHappens(world);
  });

  it('as members from all over a month who were moved to its first, with free days, are expected on that day', async () => {
    await world.call('PATCH', '/v1/merchant', { mass_charge_minimum: 4 });
    for (const day of [9, 16, 23, 28]) {
      await world.advanceTo(`2027-05-${String(day).padStart(2, '0')}T06:00:00Z`);
      const { id } = await world.subscriber();
      await world.post(`/v1/subscriptions/${id}/billing-day`, { day_of_month: 1, stub: 'free' });
    }
    await world.advanceTo('2027-07-01T06:00:00Z');
    expect(await holds()).toEqual([]);
    expect(await charged()).toBe(4);
    await proveTheEnd(world);
  });

  it('of one subscription hold that one alone, and take a second person where the merchant asks for one', async () => {
    await world.call('PATCH', '/v1/merchant', { manual_confirmation: true });
    const behind = await world.subscriber();
    await world.jumpTo('2027-10-01T06:00:00Z');
    const usual = await world.subscriber();
    await world.rest();
    expect(await holds()).toMatchObject([{ subscription: behind.id, periods_behind: 5 }]);
    await world.advanceTo('2027-11-01T06:00:00Z');
    expect((await world.timeline(usual.id)).filter((type) => type === 'charge.succeeded')).toHaveLength(2);
    expect(await charged()).toBe(1);

    const [hold] = await holds();
    const approve = `/v1/ops/holds/${hold!.id}/approve`;
    expect(await world.post(approve, LET_GO)).toMatchObject({ decision: null, proposal: { by: LET_GO.by } });
    expect((await world.call('POST', approve, LET_GO)).status).toBe(409);
    await world.rest();
    expect(await charged()).toBe(1);
    expect(await told()).toEqual(['mass_charge.held', 'mass_charge.approval_proposed']);
  });

  it('that were put right are judged anew when the hold is dismissed', async () => {
    const behind = await world.subscriber();
    await world.jumpTo('2027-10-01T06:00:00Z');
    await world.rest();
    const [hold] = await holds();
    const dismiss = `/v1/ops/holds/${hold!.id}/dismiss`;
    await world.post(dismiss, { by: 'Salem', reason: 'Only looking.' });
    await world.rest();
    // Nothing was put right: it is held again.
    const again = await holds();
    expect(again).toMatchObject([{ subscription: behind.id, decision: null }]);
    expect(again[0]!.id).not.toBe(hold!.id);
    expect(await charged()).toBe(0);
    await world.cancel(behind.id, 'now');
    await world.post(`/v1/ops/holds/${again[0]!.id}/dismiss`, { by: 'Salem', reason: 'The customer left.' });
    await world.rest();
    expect(await holds()).toEqual([]);
    expect((await holds('all')).map(({ decision }) => decision)).toEqual(['dismissed', 'dismissed']);
    expect(await charged()).toBe(0);
    await proveTheEnd(world);
  });
});
