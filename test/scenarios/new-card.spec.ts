import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { books, truth } from './support/books.js';
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
});
