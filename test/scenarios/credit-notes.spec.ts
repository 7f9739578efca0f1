import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { type Invoice, invoicesOf, order, type Problem } from './support/billing.js';
import { balance, balanceEntries, invoiceStatuses, refunds, truth } from './support/books.js';
import { proveTheEnd } from './support/proofs.js';

interface CreditNote {
  id: string;
  number: string;
  amount: string;
  tax: string;
  refund: string | null;
  lines: { amount: string; tax: string }[];
}

describe('a credit note', () => {
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

  const credit = (body: object, key?: string) =>
    world.call<CreditNote & Problem>(
      'POST',
      '/v1/credit-notes',
      { reason: 'a day without service', ...body },
      key,
    );
  const last = async (): Promise<Invoice> => (await invoicesOf(world)).at(-1)!;
  const ledger = (...accounts: string[]) => Promise.all(accounts.map((account) => balance(world, account)));
  const captured = async () => (await truth(world)).charges.map((charge) => charge.captured);

  /** A renewal that was declined and waits for its next try. */
  async function pastDue(declines = 1): Promise<Subscription> {
    const subscription = await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' }, { times: declines });
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'past_due' });
    return subscription;
  }

  describe('on a paid invoice', () => {
    it('goes back to the card, with its part of the tax', async () => {
      await world.post('/v1/tax-rates', { country: 'BH', percent: '10', inclusive: true });
      await order(world, {
        prices: [await world.createPrice({ amount: '11.000' })],
        customer: { country: 'BH' },
      });
      const { id } = await last();
      const answer = await credit({ invoice: id, to: 'card', amount: '5.500' });
      const explanation =
        '5.500 of the 11.000 KWD that the line comes to on the invoice, with 0.500 of its tax of 1.000.';
      expect(answer).toMatchObject({
        status: 201,
        body: { number: 'CN-2027-000001', amount: '5.500', tax: '0.500', lines: [{ explanation }] },
      });
      await world.rest();
      expect((await truth(world)).charges).toMatchObject([{ captured: '11.000', refunded: '5.500' }]);
      expect(await ledger('revenue', 'tax', 'refunds', 'cash_at_gateway')).toEqual([
        -5_000n,
        -500n,
        0n,
        5_500n,
      ]);
      expect(await world.get(`/v1/refunds/${answer.body.refund}`)).toMatchObject({ status: 'succeeded' });
      expect(await last()).toMatchObject({ status: 'paid', credited: '0.000', credit_notes_total: '5.500' });
      await proveTheEnd(world);
    });

    it('goes into the balance, which pays the next invoice', async () => {
      await world.subscriber();
      const { id } = await last();
      expect(await credit({ invoice: id, to: 'balance', amount: '4.000' })).toMatchObject({ status: 201 });
      await world.advanceTo('2027-02-10T06:00:00Z');
      expect(await captured()).toEqual(['9.500', '5.500']);
      expect((await balanceEntries(world)).map(({ kind }) => kind)).toEqual(['credit_note', 'applied']);
      expect(await ledger('refunds', 'customer_balance')).toEqual([0n, 0n]);
      await proveTheEnd(world);
    });

    it('is refused when it is more than what is left, and says how much that is', async () => {
      await world.subscriber();
      const invoice = await last();
      await credit({ invoice: invoice.id, to: 'balance', amount: '4.000' });
      const answer = await credit({ invoice: invoice.id, to: 'card', amount: '5.501' });
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'amount' }] } });
      expect(answer.body.errors![0]!.message).toContain('5.500 KWD');
      const rest = await credit({ invoice: invoice.id, to: 'card', lines: [{ line: invoice.lines[0]!.id }] });
      expect(rest).toMatchObject({ status: 201, body: { amount: '5.500', number: 'CN-2027-000002' } });
      expect(await credit({ invoice: invoice.id, to: 'card' })).toMatchObject({ status: 422 });
      await proveTheEnd(world);
    });

    it('is issued once of two that together are too much, and the numbers have no gap', async () => {
      await world.subscriber();
      const { id } = await last();
      const answers = await Promise.all(
        ['5.000', '5.001', '4.501', '9.500'].map((amount) => credit({ invoice: id, to: 'card', amount })),
      );
      const issued = answers.filter(({ status }) => status === 201);
      expect(issued).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 422)).toHaveLength(3);
      expect(issued[0]!.body.number).toBe('CN-2027-000001');
      await proveTheEnd(world);
    });

    it('never gives back what a refund gave back already', async () => {
      await world.subscriber();
      const [charge] = (await world.get<{ data: { id: string }[] }>('/v1/charges')).data;
      await world.post(`/v1/charges/${charge!.id}/refund`, { amount: '9.000' });
      await world.rest();
      const { id } = await last();
      for (const to of ['card', 'balance']) {
        const answer = await credit({ invoice: id, to, amount: '1.000' });
        expect(answer).toMatchObject({ status: 422 });
        expect(answer.body.errors![0]!.message).toContain('only 0.500 KWD');
      }
      expect(await credit({ invoice: id, to: 'balance', amount: '0.500' })).toMatchObject({ status: 201 });
      const refused = await world.call('POST', `/v1/charges/${charge!.id}/refund`, { amount: '0.001' });
      expect(refused).toMatchObject({ status: 422 });
      await proveTheEnd(world);
    });

    it('gives back to the balance what the balance had paid, and to the card no more than it paid', async () => {
      const { customer } = await world.subscriber();
      const gift = { direction: 'credit', amount: '4.000', currency: 'KWD', reason: 'a gift' };
      await world.post(`/v1/customers/${customer}/balance/adjustments`, gift);
      await world.advanceTo('2027-02-10T06:00:00Z');
      const { id } = await last();
      const tooMuch = { status: 422, body: { errors: [{ field: 'to' }] } };
      expect(await credit({ invoice: id, to: 'card' })).toMatchObject(tooMuch);
      const asked = { invoice: id, to: 'card', reason: 'x' };
      expect(await world.call('POST', '/v1/credit-notes/preview', asked)).toMatchObject(tooMuch);
      expect(await credit({ invoice: id, to: 'card', amount: '5.500' })).toMatchObject({ status: 201 });
      expect(await credit({ invoice: id, to: 'balance' })).toMatchObject({
        status: 201,
        body: { amount: '4.000' },
      });
      await proveTheEnd(world);
    });

    it('is issued once under a key, also when the answer was forgotten', async () => {
      await world.subscriber();
      const { id } = await last();
      const first = await credit({ invoice: id, to: 'card', amount: '1.000' }, 'key-1');
      await engine.sql(`DELETE FROM idempotency_keys WHERE merchant_id = $1`, [world.merchant.id]);
      expect((await credit({ invoice: id, to: 'card', amount: '1.000' }, 'key-1')).body).toEqual(first.body);
      for (const other of [{ amount: '2.000' }, { amount: '1.000', to: 'balance' }]) {
        await engine.sql(`DELETE FROM idempotency_keys WHERE merchant_id = $1`, [world.merchant.id]);
        expect((await credit({ invoice: id, to: 'card', ...other }, 'key-1')).status).toBe(409);
      }
      expect(await refunds(world)).toHaveLength(1);
    });
  });

  describe('on an open invoice', () => {
    it('lowers what the next try asks for', async () => {
      await pastDue();
      const { id } = await last();
      expect(await credit({ invoice: id, to: 'open_amount', amount: '2.000' })).toMatchObject({
        status: 201,
      });
      expect(await last()).toMatchObject({ status: 'open', credited: '2.000', amount_due: '7.500' });
      await world.advanceBy({ days: 9 });
      expect(await captured()).toEqual(['9.500', '7.500']);
      expect(await last()).toMatchObject({ status: 'paid', amount_paid: '7.500', amount_due: '0.000' });
      await proveTheEnd(world);
    });

    it('of all of it settles the invoice, and the subscription is active again without a charge', async () => {
      const { id: subscriptionId } = await pastDue();
      const { id } = await last();
      const preview = await world.post('/v1/credit-notes/preview', {
        invoice: id,
        to: 'open_amount',
        reason: 'x',
      });
      expect(preview).toMatchObject({ amount: '9.500', amount_due: '0.000', left_to_credit: '0.000' });
      expect(await credit({ invoice: id, to: 'open_amount' })).toMatchObject({ status: 201 });
      expect(await world.subscription(subscriptionId)).toMatchObject({ status: 'active' });
      expect(await last()).toMatchObject({ status: 'paid', amount_paid: '0.000', amount_due: '0.000' });
      await world.advanceTo('2027-03-09T06:00:00Z');
      expect(await captured()).toEqual(['9.500']);
      expect(await ledger('receivable', 'revenue')).toEqual([0n, -9_500n]);
      await proveTheEnd(world);
    });

    it('waits while a charge is under way, because nobody knows yet what is owed', async () => {
      await world.subscriber();
      await world.fault({ endpoint: 'auto_debit' }, { type: 'drop_after' }, { times: 1 });
      await world.jumpTo('2027-02-10T06:00:00Z');
      for (let round = 0; round < 3; round++) await world.round();
      const { id, status } = await last();
      expect(status).toBe('open');
      const [attempt] = await engine.sql<{ status: string }>(
        `SELECT status FROM attempts WHERE merchant_id = $1 ORDER BY id DESC LIMIT 1`,
        [world.merchant.id],
      );
      expect(attempt).toEqual({ status: 'unknown' });
      expect(await credit({ invoice: id, to: 'open_amount' })).toMatchObject({
        status: 409,
        body: { code: 'conflict' },
      });
      await world.advanceBy({ days: 2 });
      await proveTheEnd(world);
    });

    it('does not go to the card or the balance, which have paid nothing', async () => {
      await pastDue();
      const { id } = await last();
      for (const to of ['card', 'balance']) {
        expect(await credit({ invoice: id, to })).toMatchObject({
          status: 422,
          body: { errors: [{ field: 'to' }] },
        });
      }
    });
  });

  it('is not issued for what was given up or is void', async () => {
    await pastDue(9);
    await world.advanceTo('2027-03-09T06:00:00Z');
    expect(await invoiceStatuses(world)).toEqual(['paid', 'uncollectible']);
    expect(await credit({ invoice: (await last()).id, to: 'balance' })).toMatchObject({ status: 409 });
    await proveTheEnd(world);
  });

  it('can be read and listed, and never changed', async () => {
    await world.subscriber();
    const { id } = await last();
    const { body } = await credit({ invoice: id, to: 'balance', amount: '1.000' });
    expect(await world.get(`/v1/credit-notes/${body.id}`)).toEqual(body);
    expect(await world.get(`/v1/credit-notes?invoice=${id}`)).toEqual({ data: [body], next_cursor: null });
    await expect(engine.sql(`UPDATE credit_notes SET amount_minor = 1`)).rejects.toThrow('written once');
    await expect(engine.sql(`DELETE FROM credit_note_lines`)).rejects.toThrow('written once');
    await expect(engine.sql(`UPDATE invoices SET credit_notes_minor = total_minor + 1`)).rejects.toThrow('invoices_credited_within_total'); // prettier-ignore
  });
});
