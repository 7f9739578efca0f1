import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { books, truth } from './support/books.js';
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
});
