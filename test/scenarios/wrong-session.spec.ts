import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { books } from './support/books.js';
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

  it('is found paid by its order number where the customer paid on its page', async () => {
    await atOpening();
    const subscription = await world.subscribe(await world.createCustomer(), await world.createPrice());
    await world.payOnPage(subscription);
    await world.rest();
    await world.advanceBy({ minutes: 14 });
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'incomplete' });
    await world.advanceBy({ minutes: 12 });
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
