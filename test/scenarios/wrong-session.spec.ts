import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { books, truth } from './support/books.js';
import { payAt } from './support/links.js';
import { proveTheEnd } from './support/proofs.js';

const DUE = '2027-02-10T06:00:00Z';

describe('a session that is not the one that the answer to its opening named', () => {
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

  const atOpening = (match = {}) =>
    world.fault({ endpoint: 'create', ...match }, { type: 'wrong_echo', fields: ['session_id'] });

  async function attempts(kind: 'mit' | 'cit') {
    const all = (await books(world)).attempts;
    return all.filter((one) => one.kind === kind).map(({ status, settled_by }) => [status, settled_by]);
  }

  async function sessionOf(orderNo: string): Promise<string> {
    const rows = await engine.sql<{ session_id: string }>('SELECT session_id FROM attempts WHERE order_no = $1', [orderNo]); // prettier-ignore
    return rows[0]!.session_id;
  }

  it('is found by its order number, closed, and the renewal is charged a day after it was sent', async () => {
    const subscription: Subscription = await world.subscriber();
    await atOpening();
    await world.advanceTo('2027-02-10T06:15:00Z');
    expect(await attempts('mit')).toEqual([['unknown', null]]);
    // Refused while it is untouched; closed by its order, and asked for again as soon as the platform takes it.
    await world.advanceTo('2027-02-10T10:00:00Z');
    expect(await world.timeline(subscription.id)).toContain('attempt.session_corrected');
    expect(await attempts('mit')).toEqual([['abandoned', 'inquiry']]);
    await world.advanceTo('2027-02-11T06:00:00Z');
    expect(await attempts('mit')).toEqual([
      ['abandoned', 'inquiry'],
      ['succeeded', 'answer'],
    ]);
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'active' });
    await proveTheEnd(world);
  });

  it('is read as soon as the message of its payment names it, whether or not the platform answers about what is paid', async () => {
    await world.setPlatform({ refunds_told_in: 'nowhere' });
    await atOpening();
    const subscription = await world.subscribe(await world.createCustomer(), await world.createPrice());
    await world.advanceBy({ hours: 5 });
    expect(await attempts('cit')).toEqual([['ready', null]]);
    await world.payOnPage(subscription);
    await world.rest();
    expect(await attempts('cit')).toEqual([['succeeded', 'look']]);
    expect(await world.timeline(subscription.id)).toContain('attempt.session_corrected');
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'active' });
    await proveTheEnd(world);
  });

  it('is not believed to be the one that a message names beside our order, when that bears another', async () => {
    const other = await world.subscriber();
    const paid = (await truth(world)).charges[0]!;
    await atOpening();
    const subscription = await world.subscribe(await world.createCustomer(), await world.createPrice());
    await world.fault({ endpoint: 'webhook' }, { type: 'wrong_echo', fields: { session_id: await sessionOf(paid.order_no) } }); // prettier-ignore
    await world.payOnPage(subscription);
    await world.rest();
    expect((await attempts('cit')).at(-1)).toEqual(['ready', null]);
    expect(await world.subscription(other.id)).toMatchObject({ status: 'active' });
    // By the order number it is found all the same.
    await world.advanceBy({ minutes: 30 });
    expect((await attempts('cit')).at(-1)).toEqual(['succeeded', 'look']);
    await proveTheEnd(world);
  });

  it('is found paid by its order number where the message of the payment was lost', async () => {
    await world.fault({ endpoint: 'webhook' }, { type: 'lost' });
    await atOpening();
    const subscription = await world.subscribe(await world.createCustomer(), await world.createPrice());
    await world.payOnPage(subscription);
    await world.rest();
    await world.advanceBy({ minutes: 14 });
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'incomplete' });
    await world.advanceBy({ minutes: 18 });
    expect(await attempts('cit')).toEqual([['succeeded', 'look']]);
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'active' });
    await world.advanceTo(DUE);
    expect(await attempts('mit')).toEqual([['succeeded', 'answer']]);
    await proveTheEnd(world);
  });

  it('stays open for its customer while its page has not ended, and is closed by its order number then', async () => {
    await atOpening();
    const subscription = await world.subscribe(await world.createCustomer(), await world.createPrice());
    const { url, expires_at } = subscription.checkout!;
    await world.advanceTo(new Date(Date.parse(expires_at) - 60_000).toISOString());
    expect((await fetch(url)).status).toBe(200);
    expect(await attempts('cit')).toEqual([['ready', null]]);
    await world.advanceTo(new Date(Date.parse(expires_at) + 48 * 3_600_000).toISOString());
    expect(await attempts('cit')).toEqual([['abandoned', 'inquiry']]);
    await proveTheEnd(world);
  });

  it('is left to a person where the platform knows neither the session nor the order', async () => {
    const subscription = await world.subscriber();
    await atOpening();
    const unknown = { type: 'error_before', status: 404, body: { detail: 'Not found.' } };
    await world.fault({ endpoint: 'inquiry' }, unknown, { times: null });
    await world.advanceTo('2027-02-18T12:00:00Z');
    expect(await attempts('mit')).toEqual([['manual', null]]);
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'active' });
  });

  const changeCard = async ({ id, customer }: Subscription) => {
    const setup = `/v1/customers/${customer}/cards/setup`;
    await payAt((await world.post<{ url: string }>(setup, { subscription: id })).url, 'approved_mastercard');
    await world.rest();
  };
  const brandOf = async ({ id, customer }: Subscription) => {
    const { card } = await world.subscription(id);
    const { data } = await world.get<{ data: { id: string; brand: string }[] }>(
      `/v1/customers/${customer}/cards`,
    );
    return data.find((one) => one.id === card)?.brand;
  };

  it('on which a card was saved is not looked for: the agreement tells the card, and a trial begins with it', async () => {
    const subscription: Subscription = await world.subscriber();
    await atOpening();
    await changeCard(subscription);
    expect(await brandOf(subscription)).toBe('VISA');
    await world.advanceBy({ minutes: 40 });
    expect(await brandOf(subscription)).toBe('MASTERCARD');
    await atOpening();
    const price = await world.createPrice({ trialDays: 14 });
    const trial = await world.subscribe(await world.createCustomer(), price);
    await world.payOnPage(trial);
    await world.rest();
    await world.advanceBy({ minutes: 40 });
    expect(await world.subscription(trial.id)).toMatchObject({ status: 'trialing' });
    await world.advanceTo('2027-02-10T07:00:00Z');
    expect(await attempts('mit')).toEqual([
      ['succeeded', 'answer'],
      ['succeeded', 'answer'],
    ]);
    await proveTheEnd(world);
  });

  it('or one of which nothing was ever told: the agreement is asked once its card was refused twice', async () => {
    const subscription: Subscription = await world.subscriber();
    const [before] = await engine.sql<{ card_id: bigint }>(
      `SELECT card_id FROM subscriptions WHERE merchant_id = $1`,
      [world.merchant.id],
    );
    await changeCard(subscription);
    // As it would be, had nobody heard of that page.
    for (const table of ['subscriptions', 'agreements']) {
      await engine.sql(`UPDATE ${table} SET card_id = $2 WHERE merchant_id = $1`, [
        world.merchant.id,
        before!.card_id,
      ]);
    }
    await world.advanceTo('2027-02-10T06:15:00Z');
    expect(await attempts('mit')).toEqual([['rejected', 'answer']]);
    await world.advanceTo('2027-02-11T08:00:00Z');
    expect(await brandOf(subscription)).toBe('MASTERCARD');
    await world.advanceTo('2027-02-12T08:00:00Z');
    expect((await attempts('mit')).at(-1)).toEqual(['succeeded', 'answer']);
    await proveTheEnd(world);
  });

  it('or a card whose token was altered on its way: the real one is on file the night after, and nobody is asked for it', async () => {
    const subscription: Subscription = await world.subscriber();
    await engine.sql(`UPDATE cards SET token_hash = sha256(token_hash) WHERE merchant_id = $1`, [
      world.merchant.id,
    ]);
    await world.advanceTo('2027-01-11T00:00:00Z');
    expect(
      await engine.sql(`SELECT status FROM cards WHERE merchant_id = $1 ORDER BY id`, [world.merchant.id]),
    ).toEqual([{ status: 'removed' }, { status: 'active' }]);
    const timeline = await world.timeline(subscription.id);
    expect(timeline).toContain('card.changed');
    expect(timeline).not.toContain('card.gone');
    await world.advanceTo('2027-02-10T06:15:00Z');
    expect(await attempts('mit')).toEqual([['succeeded', 'answer']]);
    await proveTheEnd(world);
  });
});
