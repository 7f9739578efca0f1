import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { type Invoice, invoicesOf, type Problem } from './support/billing.js';
import { balance, balanceEntries, invoiceStatuses, refunds, truth } from './support/books.js';
import { expectAlarms } from './support/giving-back.js';
import { events, follow, led, payable, payAt, payLink, tries } from './support/links.js';
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
  const CASH = { method: 'cash', reference: 'R-17' };
  const markPaid = async (over: object = {}, key?: string) =>
    world.call<Problem & Invoice & { paid_outside: object | null; paid_at: string }>(
      'POST',
      `/v1/invoices/${(await last()).id}/mark-paid`,
      { ...CASH, ...over },
      key,
    );
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

  it('that was paid in cash is not retried, lets its subscription go on, and says everywhere how it was paid', async () => {
    await decline();
    await world.advanceBy({ hours: 10 });
    const said = { paid_at: '2027-02-10T09:00:00Z', note: 'at the counter' };
    const answer = await markPaid(said, 'once');
    const outside = { ...CASH, ...said, amount: '9.500', paid_at: '2027-02-10T09:00:00.000Z' };
    const paid = { status: 'paid', amount_due: '0.000', amount_paid: '9.500', paid_at: outside.paid_at };
    expect(answer).toMatchObject({ status: 200, body: { ...paid, paid_outside: outside } });
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'active' });
    expect(await world.access(subscription.customer)).toBe('full');
    expect(await events(world, 'invoice.paid')).toMatchObject([{}, { ...CASH, paid_at: outside.paid_at }]);
    const { id } = await last();
    const { payments, totals } = await world.get<Record<'payments' | 'totals', string[]>>(
      `/v1/invoices/${id}/explain`,
    );
    expect(payments.at(-1)).toBe('9.500 KWD came in cash on 10 February 2027 (R-17), as was recorded.');
    expect(totals.at(-1)).toBe('It was paid in full on 10 February 2027.');
    const { reasons } = await world.get<{ reasons: { explanation: string }[] }>(
      `/v1/subscriptions/${subscription.id}/explain`,
    );
    expect(reasons[0]!.explanation).toContain('9.500 KWD of invoice INV-2027-000002, arrived on 10 February');
    // Said again it is the same; said otherwise the key answers for another request.
    expect(await markPaid(said, 'once')).toEqual(answer);
    for (const [reference, status] of [
      ['R-18', 409],
      ['R-17', 200],
    ] as const) {
      // A month later the answers are forgotten, and the row knows its key still.
      await engine.sql('DELETE FROM idempotency_keys WHERE merchant_id = $1', [world.merchant.id]);
      expect(await markPaid({ ...said, reference }, 'once')).toMatchObject({ status });
    }
    // No card has paid it, so none can have it back; the balance can.
    const note = { invoice: id, amount: '1.500', reason: 'a day without service' };
    const toCard = await world.call('POST', '/v1/credit-notes', { ...note, to: 'card' });
    expect(toCard).toMatchObject({ status: 422, body: { errors: [{ field: 'to' }] } });
    await world.post('/v1/credit-notes', { ...note, to: 'balance' });
    const tooMuch = { ...note, to: 'balance', amount: '8.001' };
    expect(await world.call('POST', '/v1/credit-notes', tooMuch)).toMatchObject({ status: 422 });
    await world.advanceTo('2027-03-10T06:00:00Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit declined', 'mit succeeded']);
    expect(await balance(world, 'cash_outside')).toBe(9_500n);
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['9.500', '8.000']);
    await proveTheEnd(world);
  });

  it('whose page is open when cash is recorded has it closed; who pays there before has the money back', async () => {
    await decline();
    const link = await payLink(world, (await last()).id);
    const page = await led(link);
    expect(await markPaid()).toMatchObject({ status: 200 });
    await payAt(page);
    await world.rest();
    expect(await tries(world)).toEqual(['cit succeeded', 'mit declined', 'cit surplus']);
    expectAlarms(world, 1);
    expect(await refunds(world)).toMatchObject([{ origin: 'surplus', status: 'succeeded', amount: 9_500n }]);
    expect((await follow(link)).notice).toBe('paid');
    await world.advanceTo('2027-03-01T06:00:00Z');
    expect(await payable(world)).toEqual([]);
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid']);
    await proveTheEnd(world);
  });

  it('is paid once when its customer pays on the page at the moment in which cash is recorded', async () => {
    await decline();
    const page = await led(await payLink(world, (await last()).id));
    const [answer] = await Promise.all([markPaid(), payAt(page)]);
    await world.rest();
    const isByCash = answer.status === 200;
    expect(isByCash || answer.status === 409).toBe(true);
    expect((await tries(world)).at(-1)).toBe(isByCash ? 'cit surplus' : 'cit succeeded');
    expectAlarms(world, isByCash ? 1 : 0);
    expect(await balance(world, 'cash_outside')).toBe(isByCash ? 9_500n : 0n);
    await proveTheEnd(world);
  });

  it('that nobody pays on its open page is left alone after cash was recorded', async () => {
    await decline();
    await led(await payLink(world, (await last()).id));
    await markPaid({ method: 'bank_transfer' });
    await world.rest();
    expect(await payable(world)).toEqual([]);
    await world.advanceTo('2027-02-12T06:00:00Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit declined', 'cit abandoned']);
    await proveTheEnd(world);
  });

  it('that was given up with its subscription is no loss when it is paid by cheque, and brings nothing back', async () => {
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' }, { times: null });
    await world.advanceTo('2027-04-20T06:00:00Z');
    expect(await last()).toMatchObject({ status: 'uncollectible' });
    expect(await markPaid({ method: 'cheque' })).toMatchObject({ status: 200, body: { status: 'paid' } });
    expect([await balance(world, 'bad_debt'), await balance(world, 'cash_outside')]).toEqual([0n, 9_500n]);
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'canceled' });
    await proveTheEnd(world);
  });

  it('is not paid by cash while its card may have paid it, twice, before it was, or with what is unclear', async () => {
    expect(await markPaid()).toMatchObject({ status: 409 });
    await world.fault({ endpoint: 'auto_debit' }, { type: 'drop_after' }, { times: 1 });
    await world.jumpTo('2027-02-10T06:00:00Z');
    for (let round = 0; round < 3; round++) await world.round();
    expect((await markPaid()).body.detail).toContain('is being paid, or may be');
    await world.advanceBy({ days: 2 });
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' });
    await world.advanceTo('2027-03-10T06:00:00Z');
    for (const [field, over] of [
      ['paid_at', { paid_at: '2027-03-10T05:59:00Z' }],
      ['paid_at', { paid_at: '2027-03-10T06:01:00Z' }],
      ['method', { method: 'card' }],
      ['reference', { reference: '' }],
    ] as const)
      expect((await markPaid(over)).body.errors).toMatchObject([{ field }]);
    await markPaid();
    expect(await markPaid()).toMatchObject({ status: 409 });
    await proveTheEnd(world);
  });
});
