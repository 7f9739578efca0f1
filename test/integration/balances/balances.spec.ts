import { BillDue } from '../../../src/modules/auto-debit/use-cases/bill-due.js';
import { balance, balanceEntries, invoiceStatuses, truth } from '../../scenarios/support/books.js';
import { proveTheEnd } from '../../scenarios/support/proofs.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { type Subscription, World } from '../../support/world.js';

interface Problem {
  errors: { field: string; message: string }[];
}

describe("a customer's balance", () => {
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

  const path = () => `/v1/customers/${subscription.customer}/balance`;
  const adjust = (over: object = {}, key?: string) => {
    const body = {
      direction: 'credit',
      amount: '4.000',
      currency: 'KWD',
      reason: 'two days without service',
      ...over,
    };
    return world.call<{ balance_after: string } & Problem>('POST', `${path()}/adjustments`, body, key);
  };

  it('pays a part of the next invoice, and the card the rest', async () => {
    expect((await adjust()).body).toMatchObject({
      kind: 'adjustment',
      amount: '4.000',
      balance_after: '4.000',
    });
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['9.500', '5.500']);
    const { data } = await world.get<{ data: object[] }>('/v1/invoices?limit=1');
    expect(data).toMatchObject([
      { total: '9.500', balance_applied: '4.000', amount_paid: '9.500', status: 'paid' },
    ]);
    expect(await world.get(path())).toMatchObject({
      balances: [{ currency: 'KWD', amount: '0.000' }],
      history: { data: [{ kind: 'applied', amount: '-4.000' }, { kind: 'adjustment' }] },
    });
    expect([await balance(world, 'adjustments'), await balance(world, 'receivable')]).toEqual([4000n, 0n]);
    await proveTheEnd(world);
  });

  it('pays all of several invoices without a card, and is never used twice for one', async () => {
    await adjust({ amount: '20' });
    await world.advanceTo('2027-04-10T06:00:00Z');
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['9.500', '8.500']);
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid', 'paid', 'paid']);
    await proveTheEnd(world);
  });

  it('of another currency is left alone', async () => {
    await adjust({ currency: 'USD', amount: '50.00' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['9.500', '9.500']);
    await proveTheEnd(world);
  });

  it('has paid its part also of what is given up, of which only the rest is a loss', async () => {
    await adjust();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' }, { times: null });
    await world.advanceTo('2027-03-05T06:00:00Z');
    expect(await invoiceStatuses(world)).toEqual(['paid', 'uncollectible']);
    expect(await balance(world, 'bad_debt')).toBe(5500n);
    await proveTheEnd(world);
  });

  it('gets back what an invoice took that is void', async () => {
    await adjust();
    await world.jumpTo('2027-02-10T06:00:00Z');
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' }, { times: null });
    await world.round();
    const { InvoiceLifecycle, InvoicesRepository } = await import('../../../src/modules/invoices/index.js');
    const { UnitOfWork } = await import('../../../src/platform/database/unit-of-work.js');
    const [{ id }] = (await engine.sql<{ id: bigint }>(
      `SELECT id FROM invoices WHERE merchant_id = $1 AND status = 'open'`,
      [world.merchant.id],
    )) as [{ id: bigint }];
    await engine.get(UnitOfWork).run(async (tx) => {
      const invoice = await engine.get(InvoicesRepository).lockById(tx, world.merchant.id, id);
      await engine.get(InvoiceLifecycle).void(tx, invoice, new Date('2027-02-10T07:00:00Z'), 'a mistake');
    });
    expect(await balanceEntries(world)).toMatchObject([
      { kind: 'adjustment', after: 4000n },
      { kind: 'applied', after: 0n },
      { kind: 'returned', amount: 4000n, after: 4000n },
    ]);
    expect([await balance(world, 'customer_balance'), await balance(world, 'receivable')]).toEqual([
      -4000n,
      0n,
    ]);
  });

  it('is not used on the hosted page, where the agreement begins with a payment', async () => {
    await adjust({ amount: '20' });
    const second = await world.subscribe({ id: subscription.customer }, await world.createPrice());
    await world.payOnPage(second);
    await world.rest();
    expect(await world.subscription(second.id)).toMatchObject({ status: 'active' });
    expect((await balanceEntries(world)).map(({ kind }) => kind)).toEqual(['adjustment']);
  });

  it('is never less than nothing, however many take from it at once', async () => {
    await adjust({ amount: '5' });
    const takes = await Promise.all([1, 2, 3, 4].map(() => adjust({ direction: 'debit', amount: '2' })));
    expect(takes.map(({ status }) => status).sort()).toEqual([201, 201, 422, 422]);
    const refused = takes.find(({ status }) => status === 422)!;
    expect(refused.body.errors).toEqual([
      { field: 'amount', message: expect.stringMatching(/at most the balance/) },
    ]);
    expect((await balanceEntries(world)).at(-1)).toMatchObject({ after: 1000n });
    await proveTheEnd(world);
  });

  it('is taken from once when two of its invoices are made at once by two workers', async () => {
    const second = await world.subscribe({ id: subscription.customer }, await world.createPrice());
    await world.payOnPage(second);
    await world.rest();
    await adjust({ amount: '9.500' });
    await world.jumpTo('2027-02-10T06:00:00Z');
    const scope = { kind: 'test_clock', merchantId: world.merchant.id } as const;
    const bill = () => engine.get(BillDue).execute(scope, new Date('2027-02-10T06:00:00Z'), 1);
    expect(await Promise.all([bill(), bill()])).toEqual([1, 1]);
    await world.rest();
    expect((await balanceEntries(world)).map(({ amount, after }) => [amount, after])).toEqual([
      [9500n, 9500n],
      [-9500n, 0n],
    ]);
    expect((await truth(world)).charges).toHaveLength(3);
    await proveTheEnd(world);
  });

  it('is adjusted once under a key, also when the answer was forgotten, and by no other request under it', async () => {
    const forget = () =>
      engine.sql(`DELETE FROM idempotency_keys WHERE merchant_id = $1`, [world.merchant.id]);
    await adjust({}, 'key-1');
    await forget();
    expect((await adjust({}, 'key-1')).body).toMatchObject({ balance_after: '4.000' });
    const others = [{ amount: '5.000' }, { direction: 'debit' }, { currency: 'USD', amount: '4.00' }, { reason: 'rain' }]; // prettier-ignore
    for (const other of others) {
      await forget();
      expect(await adjust(other, 'key-1')).toMatchObject({
        status: 409,
        body: { code: 'conflict', detail: expect.stringMatching(/This Idempotency-Key was used for \w+_/) },
      });
    }
    await forget();
    subscription = await world.subscriber();
    expect(await adjust({}, 'key-1')).toMatchObject({ status: 409 });
    expect(await balanceEntries(world)).toHaveLength(1);
  });

  it.each([
    ['direction', { direction: 'up' }, 400],
    ['amount', { amount: '1.0001' }, 400],
    ['amount', { amount: '007.5' }, 400],
    ['amount', { amount: 4 }, 400],
    ['amount', { amount: '0' }, 422],
    ['currency', { currency: 'XXY' }, 400],
    ['reason', { reason: '' }, 400],
    ['colour', { colour: 'red' }, 400],
  ])('is not adjusted with a wrong %s: %j', async (field, over, status) => {
    expect(await adjust(over)).toMatchObject({ status, body: { errors: [{ field }] } });
    expect(await balanceEntries(world)).toEqual([]);
  });

  it('settles an open invoice when it is asked to and holds all of it, and not with a part', async () => {
    await adjust();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    await adjust({ amount: '5.000' });
    const [{ id }] = (await world.get<{ data: [{ id: string }] }>('/v1/invoices?limit=1')).data;
    const settle = (over: object = {}) => {
      const body = { method: 'balance', reference: 'asked for by mail', ...over };
      return world.call<Problem>('POST', `/v1/invoices/${id}/mark-paid`, body);
    };
    const message = 'the balance holds 5.000 KWD, and 5.500 KWD is open';
    expect((await settle()).body.errors).toEqual([{ field: 'method', message }]);
    await adjust({ amount: '1.000' });
    const dated = await settle({ paid_at: '2027-02-10T06:00:00Z' });
    expect(dated).toMatchObject({ status: 422, body: { errors: [{ field: 'paid_at' }] } });
    const paid = { status: 'paid', balance_applied: '4.000', paid_outside: { amount: '5.500' } };
    expect(await settle()).toMatchObject({ status: 200, body: paid });
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'active' });
    const last = { kind: 'settled', amount: -5_500n, after: 500n };
    expect((await balanceEntries(world)).at(-1)).toMatchObject(last);
    expect(await balance(world, 'cash_outside')).toBe(0n);
    // All of it, what it took as it was issued and what settled it, can be put back.
    await world.post('/v1/credit-notes', { invoice: id, to: 'balance', reason: 'never came' });
    await world.advanceTo('2027-03-10T06:00:00Z');
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['9.500']);
    await proveTheEnd(world);
  });
});
