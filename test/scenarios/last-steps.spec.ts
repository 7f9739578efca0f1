import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { assertAuditFindsNothing } from './support/audit.js';
import { balance, invoiceStatuses } from './support/books.js';
import { giveNewCard } from './support/new-card.js';
import { contradictTheLast, loseNextAnswer, sayNotPaid } from './support/persons-case.js';
import { proveTheEnd } from './support/proofs.js';

describe.each([
  ['unpaid', 'subscription.unpaid', 'Collection was given up and the invoice is still open.'],
  [
    'paused',
    'subscription.paused',
    'Collection was given up and the subscription is paused until the open invoice is paid.',
  ],
])('dunning that ends as %s', (status, event, words) => {
  let engine: InProcessEngine;
  let world: World;
  let subscription: Subscription;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const standing = async ({ id, customer }: Subscription) => [
    (await world.subscription(id)).status,
    await world.access(customer),
  ];
  const reason = async ({ customer }: Subscription) =>
    (await world.get<{ reason: string }>(`/v1/customers/${customer}/access`)).reason;

  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    const final_action = status === 'paused' ? 'pause' : 'unpaid';
    const terms = { retry_days: [2, 5], grace_days: 3, final_day: 8, final_action };
    await world.post('/v1/dunning-policies', { name: 'Ours', is_default: true, ...terms });
    subscription = await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' }, { times: null });
    await world.advanceTo('2027-02-18T06:00:00Z');
    expect(await standing(subscription)).toEqual([status, 'restricted']);
  });

  it('says so, bills nothing more, and waits', async () => {
    expect(await world.timeline(subscription.id)).toContain(event);
    expect(await reason(subscription)).toBe(words);
    expect((await world.subscription(subscription.id)).next_bill_at).toBeNull();
    await world.advanceTo('2027-06-01T00:00:00Z');
    expect(await invoiceStatuses(world)).toEqual(['paid', 'uncollectible']);
    await proveTheEnd(world);
  });

  it('comes back with the money of a new card, and owes nothing for the months without access', async () => {
    await world.clearFaults();
    await world.advanceTo('2027-05-20T00:00:00Z');
    // Another one: the old one, given again, was first tried for it more than 21 days ago, and is tried no more.
    expect(await giveNewCard(world, subscription, 'approved_mastercard')).toBe(1);
    await world.rest();
    expect(await standing(subscription)).toEqual(['active', 'full']);
    expect(await world.timeline(subscription.id)).toContain('subscription.recovered');
    // The period in which it came back is charged when the spacing of charges allows it.
    await world.advanceTo('2027-05-21T00:00:00Z');
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid', 'void', 'void', 'paid']);
    expect((await world.subscription(subscription.id)).next_bill_at).toBe('2027-06-10T06:00:00.000Z');
    expect(await balance(world, 'bad_debt')).toBe(0n);
    await proveTheEnd(world);
  });

  it("and then is canceled leaves what became a person's case to that person", async () => {
    await world.clearFaults();
    await loseNextAnswer(world);
    expect(await giveNewCard(world, subscription)).toBe(1);
    await world.rest();
    await contradictTheLast(world);
    expect(await world.cancel(subscription.id, 'now')).toMatchObject({ status: 'canceled' });
    await assertAuditFindsNothing(world);
    const refused = await world.call('POST', `/v1/subscriptions/${subscription.id}/reactivate`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(refused.body).toMatchObject({ detail: expect.stringContaining('waits for a person') as string });
    await sayNotPaid(world);
    expect(await invoiceStatuses(world)).toEqual(['paid', 'uncollectible']);
    await proveTheEnd(world);
  });

  it('and then is canceled and reactivated forgets what had been given up before', async () => {
    await world.clearFaults();
    await world.cancel(subscription.id, 'now');
    await world.post(`/v1/subscriptions/${subscription.id}/reactivate`, {});
    await world.rest();
    expect(await standing(subscription)).toEqual(['active', 'full']);
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' }, { times: null });
    await world.advanceTo('2027-03-26T06:00:00Z');
    expect(await standing(subscription)).toEqual([status, 'restricted']);
    await world.clearFaults();
    // Only of the period that was given up since.
    expect(await giveNewCard(world, subscription)).toBe(1);
    await world.rest();
    expect(await standing(subscription)).toEqual(['active', 'full']);
    expect(await invoiceStatuses(world)).toEqual(['paid', 'uncollectible', 'paid', 'paid']);
    await proveTheEnd(world);
  });

  it('stays as it is when the new card is declined as well', async () => {
    expect(await giveNewCard(world, subscription)).toBe(1);
    await world.rest();
    expect(await standing(subscription)).toEqual([status, 'restricted']);
    expect(await invoiceStatuses(world)).toEqual(['paid', 'uncollectible']);
    expect(await balance(world, 'bad_debt')).toBe(9500n);
    await proveTheEnd(world);
  });
});
