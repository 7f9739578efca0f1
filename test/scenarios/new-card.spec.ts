import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { books, truth } from './support/books.js';
import { events, led, payAt, tries } from './support/links.js';
import { LyingPlatform } from './support/lying-platform.js';
import { giveNewCard } from './support/new-card.js';
import { proveTheEnd } from './support/proofs.js';

describe('a new card', () => {
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

  const decline = (code: string, times: number | null = 1) =>
    world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code }, { times });
  const status = async () => (await world.subscription(subscription.id)).status;
  const renewals = async () =>
    (await books(world)).attempts
      .filter(({ kind }) => kind === 'mit')
      .map((one) => `${one.sent_at!.toISOString().slice(0, 16)} ${one.status}`);

  it('is charged within the hour in which the old one was declined for good', async () => {
    await decline('43');
    await world.advanceTo('2027-02-10T06:30:00Z');
    expect(await giveNewCard(world, subscription, 'approved_mastercard')).toBe(1);
    await world.rest();
    expect(await status()).toBe('active');
    expect(await renewals()).toEqual(['2027-02-10T06:00 declined', '2027-02-10T06:30 succeeded']);
    await proveTheEnd(world);
  });

  it('uses no step of the ladder: declined itself, it is tried again on the days that were planned', async () => {
    await decline('05', 2);
    await world.advanceTo('2027-02-10T12:00:00Z');
    await giveNewCard(world, subscription, 'approved_mastercard');
    await world.rest();
    expect(await status()).toBe('past_due');
    await world.advanceTo('2027-02-11T12:00:00Z');
    expect(await renewals()).toEqual([
      '2027-02-10T06:00 declined',
      '2027-02-10T12:00 declined',
      '2027-02-11T12:00 succeeded',
    ]);
    await proveTheEnd(world);
  });

  it('waits a day when the old one may still have paid, and until it is known whether it did', async () => {
    await world.fault({ endpoint: 'auto_debit' }, { type: 'drop_after' });
    await world.advanceTo('2027-02-10T06:00:30Z');
    // What is being found out is left alone.
    expect(await giveNewCard(world, subscription, 'approved_mastercard')).toBe(0);
    await world.rest();
    expect((await truth(world)).charges.filter(({ kind }) => kind === 'MIT')).toHaveLength(1);
    await world.advanceTo('2027-02-11T12:00:00Z');
    expect(await renewals()).toEqual(['2027-02-10T06:00 succeeded']);
    await proveTheEnd(world);
  });

  it('given while the old one was being charged is tried as soon as that one is known to be declined', async () => {
    await decline('43');
    await world.fault({ endpoint: 'auto_debit' }, { type: 'drop_after' });
    await world.advanceTo('2027-02-10T06:00:30Z');
    expect(await giveNewCard(world, subscription, 'approved_mastercard')).toBe(0);
    await world.advanceTo('2027-02-10T09:00:00Z');
    expect(await renewals()).toEqual(['2027-02-10T06:00 declined', '2027-02-10T07:04 succeeded']);
    expect(await status()).toBe('active');
    // Nobody is asked for the card that they have just given.
    expect(await events(world, 'dunning.mail_due')).toMatchObject([
      { contains: expect.not.arrayContaining(['new_card_needed']) },
    ]);
    await proveTheEnd(world);
  });

  it('charges nothing for a subscription that owes nothing, nor for one that is over', async () => {
    expect(await giveNewCard(world, subscription, 'approved_mastercard')).toBe(0);
    await decline('43');
    await world.advanceTo('2027-02-12T00:00:00Z');
    await world.cancel(subscription.id, 'now');
    expect(await giveNewCard(world, subscription)).toBe(0);
    await world.rest();
    expect(await renewals()).toEqual(['2027-02-10T06:00 declined']);
    await proveTheEnd(world);
  });

  it('is asked for when a wallet left none, hours after the first payment; once given it pays what waits', async () => {
    await world.cancel(subscription.id, 'now');
    const wallet = await LyingPlatform.inFrontOf(world.simulator.url);
    await engine.sql('UPDATE merchants SET ottu_base_url = $2 WHERE id = $1', [
      world.merchant.id,
      wallet.url,
    ]);
    const customer = await world.createCustomer();
    wallet.tell(customer.id, 'look', ({ token: _, ...payment }) => ({
      status: 200,
      body: JSON.stringify(payment),
    }));
    await world.fault(
      { endpoint: 'cards' },
      { type: 'error_before', status: 200, body: [] },
      { times: null },
    );
    const begun = await world.subscribe(customer, await world.createPrice());
    await world.payOnPage(begun);
    await world.rest();
    expect(await world.subscription(begun.id)).toMatchObject({ status: 'active', card: null });
    await world.advanceTo('2027-01-10T11:59:00Z');
    expect(await events(world, 'card.missing')).toEqual([]);
    await world.advanceTo('2027-02-10T06:00:00Z');
    const [told, ...more] = await events(world, 'card.missing');
    expect(told).toMatchObject({ gateway: 'credit-card', url: expect.stringContaining('/card/') });
    expect(more).toEqual([]);
    expect(await tries(world)).toEqual(['cit succeeded', 'cit succeeded']);
    expect((await world.subscription(begun.id)).status).toBe('past_due');
    wallet.beHonest();
    await world.clearFaults();
    await payAt(await led(told!['url'] as string), 'approved_mastercard');
    await world.rest();
    expect(await tries(world)).toEqual(['cit succeeded', 'cit succeeded', 'mit succeeded']);
    expect((await world.subscription(begun.id)).status).toBe('active');
    // The list of that night tells of the first one as well.
    await world.advanceBy({ days: 1 });
    await proveTheEnd(world);
    await wallet.close();
  });
});
