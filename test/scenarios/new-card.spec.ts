import { InProcessEngine } from '../support/in-process-engine.js';
import { waitFor } from '../support/wait.js';
import { type Subscription, World } from '../support/world.js';
import { books, truth } from './support/books.js';
import { events, led, payAt, sessions, tries } from './support/links.js';
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
    // What is being found out is left alone; what would be tried after it is the new card, at whatever hour.
    expect(await giveNewCard(world, subscription, 'approved_mastercard')).toBe(0);
    const given = `SELECT card_given_at FROM charges WHERE merchant_id = $1 ORDER BY id DESC LIMIT 1`;
    expect(await engine.sql(given, [world.merchant.id])).toEqual([
      { card_given_at: new Date('2027-02-10T06:00:30Z') },
    ]);
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

  it('given while the charge of the old one was on its way is tried at once when Ottu refuses that', async () => {
    await world.fault({ endpoint: 'create' }, { type: 'delay_after', ms: 60_000 });
    await world.jumpTo('2027-02-10T06:00:00Z');
    const charging = world.rest();
    const opened = () => sessions(world);
    await waitFor('the session of the charge', opened, ({ length }) => length === 2);
    expect(await giveNewCard(world, subscription, 'approved_mastercard')).toBe(0);
    await world.clearFaults();
    await charging;
    await world.rest();
    expect(await renewals()).toEqual(['2027-02-10T06:00 rejected', '2027-02-10T06:00 succeeded']);
    const charges = `SELECT rejections FROM charges WHERE merchant_id = $1 ORDER BY id DESC LIMIT 1`;
    expect(await engine.sql(charges, [world.merchant.id])).toEqual([{ rejections: 0 }]);
    expect(await status()).toBe('active');
    await world.advanceBy({ days: 4 });
    await proveTheEnd(world);
  });

  it('may be the old one given again, under its token: after it vanished, renewed, or with money on it', async () => {
    await world.setPlatform({ card_given_again: 'same_token' });
    const tokens = async () =>
      (await world.control<{ cards: { token: string }[] }>('GET', '/control/state')).cards.map(
        ({ token }) => token,
      );
    const [token] = await tokens();
    const give = async (expiry: string) => {
      const path = `/v1/customers/${subscription.customer}/cards/setup`;
      const { url } = await world.post<{ url: string }>(path, { subscription: subscription.id });
      await payAt(url, 'approved_visa', expiry);
    };
    const giveAgain = async (expiry = '12/49') => {
      expect(await status()).toBe('past_due');
      await give(expiry);
      await world.advanceBy({ days: 1 });
      expect(await tokens()).toEqual([token]);
      expect(await status()).toBe('active');
    };

    await world.control('DELETE', `/control/saved-cards/${token}`);
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await events(world, 'card.gone')).toHaveLength(1);
    await giveAgain();
    expect(await events(world, 'card.saved')).toHaveLength(2);
    // Expired: nothing but a new card helps, and that is what comes.
    await decline('54');
    await world.advanceTo('2027-03-10T06:00:00Z');
    await giveAgain('11/50');
    // Refused for ever: another card under its token is another card.
    await decline('43');
    await world.advanceTo('2027-04-10T06:00:00Z');
    await giveAgain('10/51');
    // No money: its holder has seen to that.
    await decline('51');
    await world.advanceTo('2027-05-10T06:00:00Z');
    await giveAgain('10/51');
    // Given while the old one's charge is in doubt: the "never again" that is learnt of that is none for it.
    await decline('43');
    await world.fault({ endpoint: 'auto_debit' }, { type: 'drop_after' });
    await world.advanceTo('2027-06-10T06:00:30Z');
    await give('09/52');
    await world.advanceTo('2027-06-11T07:00:00Z');
    expect(await status()).toBe('active');
    // The day between two tries of a card holds, and no more than that.
    expect(await renewals()).toEqual([
      '2027-02-10T06:00 succeeded',
      ...['2027-03-10T06:00 declined', '2027-03-11T06:00 succeeded'],
      ...['2027-04-10T06:00 declined', '2027-04-11T06:00 succeeded'],
      ...['2027-05-10T06:00 declined', '2027-05-11T06:00 succeeded'],
      ...['2027-06-10T06:00 declined', '2027-06-11T06:00 succeeded'],
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
