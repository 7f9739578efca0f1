import { books, truth } from '../../scenarios/support/books.js';
import { events, payAt } from '../../scenarios/support/links.js';
import { proveTheEnd } from '../../scenarios/support/proofs.js';
import { type Metered, UsageDesk } from '../../scenarios/support/usage-desk.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { type PlanInput, type Subscription, World } from '../../support/world.js';

describe('what a customer consented to, and with which card', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const moved = async () => (await truth(world)).charges.length;
  const sent = async () => (await books(world)).attempts.filter(({ kind }) => kind === 'mit').length;
  const cyclesUsed = async () =>
    (
      await engine.sql<{ cycles_used: number }>(`SELECT cycles_used FROM agreements WHERE merchant_id = $1`, [
        world.merchant.id,
      ])
    )[0]!.cycles_used;

  it('every payment is counted once against the agreement, however it was found, and a decline is not', async () => {
    await world.subscriber();
    expect(await cyclesUsed()).toBe(1);
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await cyclesUsed()).toBe(2);
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' });
    await world.advanceTo('2027-03-10T06:00:00Z');
    expect(await cyclesUsed()).toBe(2);
    // Of the retry the answer is lost; the sweep finds it paid.
    await world.fault({ endpoint: 'auto_debit' }, { type: 'drop_after' });
    await world.advanceTo('2027-03-12T06:00:00Z');
    expect(await moved()).toBe(3);
    expect(await cyclesUsed()).toBe(3);
    await proveTheEnd(world);
  });

  it('an agreement whose cycles are used up is charged no more', async () => {
    const subscription = await world.subscriber();
    await engine.sql(`UPDATE agreements SET total_cycles = 2 WHERE merchant_id = $1`, [world.merchant.id]);
    await world.advanceTo('2027-03-10T06:00:00Z');
    expect(await moved()).toBe(2);
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'past_due' });
    await world.advanceTo('2027-04-10T06:00:00Z');
    await proveTheEnd(world);
  });

  it('a card that its issuer forbids for one subscription stops the card for every subscription, for ever', async () => {
    const customer = await world.createCustomer();
    const subscribe = async (period: PlanInput): Promise<Subscription> => {
      const subscription = await world.subscribe(customer, await world.createPrice(period));
      await world.payOnPage(subscription);
      await world.rest();
      return world.subscription(subscription.id);
    };
    const weekly = await subscribe({ interval: 'week' });
    // Due long after the networks have forgotten what the issuer said in January.
    const other = await subscribe({ interval: 'month', count: 2 });
    expect(other.card).toBe(weekly.card);
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '43' });
    await world.advanceTo('2027-03-10T06:00:00Z');
    expect(await sent()).toBe(1);
    expect(await moved()).toBe(2);
    expect(await world.subscription(other.id)).toMatchObject({ status: 'past_due' });
    await world.advanceTo('2027-05-10T06:00:00Z');
    expect(await sent()).toBe(1);
    await proveTheEnd(world);
  });

  it('a card that was tried five times for an invoice is not tried again months later; nor one whose network said never', async () => {
    await world.setPlatform({ card_given_again: 'same_token' });
    const terms = { retry_days: [1, 2, 3, 4], grace_days: 3, final_day: 8, final_action: 'unpaid' };
    await world.post('/v1/dunning-policies', { name: 'Ours', is_default: true, ...terms });
    const customer = await world.createCustomer();
    const subscribe = async (count: number): Promise<Subscription> => {
      const subscription = await world.subscribe(customer, await world.createPrice({ count }));
      await world.payOnPage(subscription, 'approved_mastercard');
      await world.rest();
      return world.subscription(subscription.id);
    };
    const monthly = await subscribe(1);
    const other = await subscribe(3);
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' }, { times: 5 });
    await world.advanceTo('2027-04-05T06:00:00Z');
    expect(await world.subscription(monthly.id)).toMatchObject({ status: 'unpaid', card: other.card });
    const path = `/v1/customers/${customer.id}/cards/setup`;
    const { url } = await world.post<{ url: string }>(path, { subscription: monthly.id });
    await payAt(url, 'approved_mastercard', '12/49');
    await world.advanceTo('2027-04-06T06:00:00Z');
    expect((await world.timeline(monthly.id)).slice(-4)).toContain('dunning.mail_due');
    expect(await sent()).toBe(5);
    // The last word of its network was in February.
    await engine.sql(
      `UPDATE attempts SET decline_advice = '01' WHERE merchant_id = $1 AND status = 'declined'`,
      [world.merchant.id],
    );
    await world.advanceTo('2027-04-10T06:00:00Z');
    expect(await world.subscription(other.id)).toMatchObject({ status: 'past_due', card: other.card });
    expect(await sent()).toBe(5);
    await world.advanceTo('2027-04-20T06:00:00Z');
    await proveTheEnd(world);
  });

  it('a line that is added, and usage, have the amount looked at ahead of the charge, and one that goes beyond is told once', async () => {
    const per_call = { currency: 'KWD', interval: 'month', amount: '1', usage: { aggregation: 'sum' } };
    const fixed = { currency: 'KWD', interval: 'month', amount: '9.5' };
    const plan = { name: 'API', prices: [fixed, per_call] };
    const { prices } = await world.post<{ prices: { id: string }[] }>('/v1/plans', plan);
    const begun: Metered[] = [];
    for (let i = 0; i < 2; i++) {
      const { id: customer } = await world.createCustomer();
      const items = prices.map(({ id }) => ({ price: id }));
      const terms = { customer, items, agreement_max_amount: '12.000' };
      begun.push(await world.post<Metered>('/v1/subscriptions', terms));
      await world.payOnPage(begun[i]!);
      await world.rest();
    }
    const [lined, metered] = begun as [Metered, Metered];
    const asked = async () => (await events(world, 'agreement.consent_needed')).map(({ limit }) => limit);
    await world.advanceTo('2027-02-05T06:00:00Z');
    const desk = new UsageDesk(world);
    await desk.use(metered, 2);
    await desk.use(lined, 2);
    await world.advanceBy({ hours: 2 });
    expect(await asked()).toEqual([]);
    await world.post(`/v1/subscriptions/${lined.id}/pending-lines`, {
      currency: 'KWD',
      description: 'Setup',
      unit_amount: '1.000',
    });
    await world.rest();
    expect(await asked()).toEqual(['amount']);
    for (const calls of [1, 5, 7]) {
      await desk.use(metered, calls);
      await world.advanceBy({ hours: 1 });
      expect(await asked()).toEqual(['amount', 'amount']);
    }
  });
});
