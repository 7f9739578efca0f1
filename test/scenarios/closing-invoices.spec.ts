import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { type Invoice, invoicesOf, type Problem } from './support/billing.js';
import { balance, balanceEntries, truth } from './support/books.js';
import { led, payAt, payLink } from './support/links.js';
import { proveTheEnd } from './support/proofs.js';

describe('an open invoice', () => {
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

  const last = async (): Promise<Invoice> => (await invoicesOf(world)).at(-1)!;
  const close = async (how: 'void' | 'mark-uncollectible', reason = 'billed by mistake') =>
    world.call<Problem>('POST', `/v1/invoices/${(await last()).id}/${how}`, { reason });
  async function decline(): Promise<void> {
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'past_due' });
  }

  it('that is voided is not collected, gives the balance back what it took, and lets its subscription go on', async () => {
    const gift = { direction: 'credit', amount: '4.000', currency: 'KWD', reason: 'a gift' };
    await world.post(`/v1/customers/${subscription.customer}/balance/adjustments`, gift);
    await decline();
    expect(await close('void')).toMatchObject({ status: 200, body: { status: 'void' } });
    expect(await last()).toMatchObject({ status: 'void', number: 'INV-2027-000002', amount_due: '0.000' });
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'active' });
    expect((await balanceEntries(world)).map(({ kind }) => kind)).toEqual([
      'adjustment',
      'applied',
      'returned',
    ]);
    await world.advanceTo('2027-03-10T06:00:00Z');
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['9.500', '5.500']);
    await proveTheEnd(world);
  });

  it('that is partly credited and then voided leaves nothing in the books', async () => {
    await decline();
    const { id } = await last();
    await world.post('/v1/credit-notes', { invoice: id, to: 'open_amount', amount: '2.000', reason: 'x' });
    expect(await close('void')).toMatchObject({ status: 200 });
    expect(await balance(world, 'revenue')).toBe(-9_500n);
    expect(await balance(world, 'receivable')).toBe(0n);
    await proveTheEnd(world);
  });

  it('that is written off is a loss, and no loss any more when the customer pays by its link', async () => {
    await decline();
    expect(await close('mark-uncollectible')).toMatchObject({
      status: 200,
      body: { status: 'uncollectible' },
    });
    expect(await balance(world, 'bad_debt')).toBe(9_500n);
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'active' });
    const page = await led(await payLink(world, (await last()).id));
    await payAt(page);
    await world.rest();
    expect(await last()).toMatchObject({ status: 'paid' });
    expect(await balance(world, 'bad_debt')).toBe(0n);
    await proveTheEnd(world);
  });

  it('is not closed while it is being paid, when it is paid, or twice', async () => {
    expect(await close('void')).toMatchObject({ status: 409 });
    await world.fault({ endpoint: 'auto_debit' }, { type: 'drop_after' }, { times: 1 });
    await world.jumpTo('2027-02-10T06:00:00Z');
    for (let round = 0; round < 3; round++) await world.round();
    const answer = await close('void');
    expect(answer).toMatchObject({ status: 409 });
    expect(answer.body.detail).toContain('is being paid, or may be');
    await world.advanceBy({ days: 2 });
    expect(await last()).toMatchObject({ status: 'paid' });
    await proveTheEnd(world);
  });

  it('is closed once by several who ask at once', async () => {
    await decline();
    const { id } = await last();
    const answers = await Promise.all(
      ['void', 'mark-uncollectible', 'void'].map((how) =>
        world.call('POST', `/v1/invoices/${id}/${how}`, { reason: 'x' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    await proveTheEnd(world);
  });

  it('is not closed without a reason', async () => {
    const { id } = await last();
    const answer = await world.call('POST', `/v1/invoices/${id}/void`, {});
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'reason' }] } });
  });
});
