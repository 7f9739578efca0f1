import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
import { type Invoice, invoicesOf, type Problem } from './support/billing.js';
import { refunds, truth } from './support/books.js';
import { events, follow, led, payAt, payLink, tries } from './support/links.js';
import { everything, proveTheEnd } from './support/proofs.js';

type Made = Invoice & { due_at: string | null; overdue: boolean; collection: string | null };

describe('an invoice that a person makes', () => {
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

  const line = (unit_amount: string, more: object = {}) => ({
    description: 'On-site setup',
    unit_amount,
    currency: 'KWD',
    ...more,
  });
  const make = (body: object) => world.post<Made>('/v1/invoices', { currency: 'KWD', ...body });
  const read = (id: string) => world.get<Made>(`/v1/invoices/${id}`);

  it('for a customer without a subscription is paid by its link, also late, and given back like any other', async () => {
    await world.post('/v1/tax-rates', { country: 'BH', percent: '10', inclusive: false });
    const who = { name: 'Noura', email: 'noura@example.com', country: 'BH', time_zone: 'Asia/Bahrain' };
    const { id: customer } = await world.post<{ id: string }>('/v1/customers', who);
    await world.post(`/v1/customers/${customer}/balance/adjustments`, {
      direction: 'credit',
      amount: '1.000',
      currency: 'KWD',
      reason: 'a day without service',
    });
    const plan = await world.post<{ prices: { id: string }[] }>('/v1/plans', {
      name: 'Setup',
      prices: [{ currency: 'KWD', amount: '4.000', type: 'one_off' }],
    });
    const made = await make({
      customer,
      lines: [line('2.500', { quantity: 2 }), line('0.500', { direction: 'credit' })],
      prices: [{ price: plan.prices[0]!.id }],
      due_date: '2027-01-11',
    });
    expect(made).toMatchObject({
      status: 'open',
      kind: 'one_off',
      collection: 'send_invoice',
      subscription: null,
    });
    expect(made).toMatchObject({
      subtotal: '8.500',
      tax_total: '0.850',
      total: '9.350',
      balance_applied: '1.000',
    });
    expect(made.due_at).toBe('2027-01-11T21:00:00.000Z');
    const link = await payLink(world, made.id);
    const page = await led(link);
    expect(await led(link)).toBe(page);
    const early = await world.call('POST', `/v1/invoices/${made.id}/void`, { reason: 'not wanted' });
    expect(early.status).toBe(409);

    await world.advanceTo('2027-01-14T06:00:00Z');
    expect(await read(made.id)).toMatchObject({ status: 'open', overdue: true, amount_due: '8.350' });
    expect(await events(world, 'invoice.overdue')).toHaveLength(1);
    expect(await tries(world)).toEqual(['cit abandoned']);
    await payAt(await led(link));
    await world.rest();
    expect(await read(made.id)).toMatchObject({ status: 'paid', number: 'INV-2027-000001', overdue: false });
    expect((await follow(link)).notice).toBe('paid');
    expect((await world.get<{ data: unknown[] }>(`/v1/customers/${customer}/cards`)).data).toEqual([]);
    const paper = await fetch(`${await engine.app.getUrl()}/v1/invoices/${made.id}/pdf`, {
      headers: { authorization: `Bearer ${world.key}` },
    });
    expect([paper.status, paper.headers.get('content-type')]).toEqual([200, 'application/pdf']);

    const note = { invoice: made.id, reason: 'too much', to: 'card', amount: '2.000' };
    await world.post('/v1/credit-notes', note);
    await world.rest();
    expect((await refunds(world)).map(({ status, amount }) => [status, amount])).toEqual([
      ['succeeded', 2000n],
    ]);

    const unwanted = await make({ customer, lines: [line('3.000')] });
    await world.post(`/v1/credit-notes`, {
      invoice: unwanted.id,
      reason: 'less',
      to: 'open_amount',
      amount: '1.000',
    });
    await world.post(`/v1/invoices/${unwanted.id}/void`, { reason: 'not wanted' });
    expect((await world.call('POST', `/v1/invoices/${unwanted.id}/pay-link`, {})).status).toBe(409);
    const given = await make({ customer, lines: [line('3.000')] });
    const late = await payLink(world, given.id);
    await world.post(`/v1/invoices/${given.id}/mark-uncollectible`, { reason: 'no answer' });
    await payAt(await led(late));
    await world.rest();
    const drafted = await make({ customer, lines: [line('1.000')], draft: true });
    await world.post(`/v1/invoices/${drafted.id}/lines`, line('2.000'));
    // The line that it began with is taken off: the one that is left is the first, by which paper tells its dates.
    await world.call('DELETE', `/v1/invoices/${drafted.id}/lines/${drafted.lines[0]!.id}`);
    const left = (await invoicesOf(world)).at(-1)!.lines;
    expect(left).toMatchObject([{ amount: '2.000', explanation: expect.stringContaining('(Asia/Bahrain)') }]);
    await world.post(`/v1/invoices/${drafted.id}/lines`, line('1.000'));
    await world.post(`/v1/invoices/${drafted.id}/finalize`, {});
    await world.rest();
    expect(
      (await invoicesOf(world)).map(({ status, number, total }) => [status, number?.slice(-1), total]),
    ).toEqual([
      ['paid', '1', '9.350'],
      ['void', '2', '3.300'],
      ['paid', '3', '3.300'],
      ['open', '4', '3.300'],
    ]);
    await proveTheEnd(world);
  });

  it('comes to a person with all that is known of it, also where it belongs to no subscription', async () => {
    const { id: customer } = await world.createCustomer();
    const made = await make({ customer, lines: [line('3.000')] });
    const link = await payLink(world, made.id);
    await world.fault({ endpoint: 'retrieve' }, { type: 'wrong_echo', fields: { amount: '1.000' } }, { times: null }); // prettier-ignore
    await payAt(await led(link));
    await world.rest();
    await world.advanceBy({ minutes: 1 });
    type Told = { type: string; customer: string; occurred_at: string };
    const { data } = await world.get<{ data: { evidence: { events: Told[] } }[] }>('/v1/ops/manual');
    const { events: known } = data[0]!.evidence;
    const told = known.find(({ type }) => type === 'attempt.manual')!;
    expect(data).toMatchObject([{ customer, subscription: null, since: told.occurred_at }]);
    expect([told.customer, known.at(-1)!.type]).toEqual([customer, 'charge.blocked']);
  });

  it('is charged to the card of a subscription within its consent, and is never dunned', async () => {
    const price = await world.createPrice();
    const { id: customer } = await world.createCustomer();
    const body = { customer, items: [{ price }], agreement_max_amount: '20.000' };
    const { id: subscription } = await world.post<{ id: string }>('/v1/subscriptions', body);
    await world.payOnPage(await world.subscription(subscription));
    await world.rest();
    const charged = { customer, subscription, collection: 'charge_automatically' };
    const refused = async (over: object) => {
      const answer = await world.call<Problem>('POST', '/v1/invoices', {
        currency: 'KWD',
        ...charged,
        ...over,
      });
      return [answer.status, answer.body.detail];
    };
    await world.advanceTo('2027-01-20T06:00:00Z');
    expect(await refused({ lines: [line('20.001')] })).toEqual([
      422,
      expect.stringContaining("customer's agreement allows"),
    ]);
    const first = await make({ ...charged, lines: [line('5.000')] });
    await world.rest();
    expect(await read(first.id)).toMatchObject({ status: 'paid', amount_paid: '5.000' });
    expect(await refused({ lines: [line('5.000')] })).toEqual([
      422,
      expect.stringContaining('at least 7 days apart'),
    ]);

    await world.advanceTo('2027-01-28T06:00:00Z');
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' });
    const second = await make({ ...charged, lines: [line('6.000')], due_date: '2027-01-29' });
    await world.rest();
    expect(await read(second.id)).toMatchObject({ status: 'open' });
    expect(await world.subscription(subscription)).toMatchObject({ status: 'active' });
    await world.advanceTo('2027-02-11T06:00:00Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit succeeded', 'mit declined', 'mit succeeded']);
    expect(await events(world, 'charge.left_to_customer')).toHaveLength(1);
    expect(await events(world, 'dunning.planned')).toHaveLength(0);
    await world.cancel(subscription, 'now');
    await world.rest();
    expect(await read(second.id)).toMatchObject({ status: 'open', overdue: true });
    await payAt(await led(await payLink(world, second.id)));
    await world.rest();
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual([
      '9.500',
      '5.000',
      '9.500',
      '6.000',
    ]);
    await proveTheEnd(world);
  });

  it('is refused with the field when it cannot be, and is made once for one key', async () => {
    const customer = (await world.createCustomer()).id;
    const other = await world.subscriber();
    const monthly = await world.createPrice();
    const good = { customer, currency: 'KWD', lines: [line('3.000')] };
    const once = { currency: 'KWD', type: 'one_off', amount: '1000000000.000' };
    const { prices } = await world.post<{ prices: { id: string }[] }>('/v1/plans', {
      name: 'Dam',
      prices: [once],
    });
    const before = await everything(world);
    const wrong: [object, number, string][] = [
      [{ customer: 'cus_01jd0z2m3n4p5q6r7s8t9v0w1x' }, 422, 'customer'],
      [{ currency: 'OMR', lines: [line('3.000', { currency: 'OMR' })] }, 422, 'currency'],
      [{ lines: [line('3.000', { currency: 'BHD' })] }, 422, 'lines.0.currency'],
      [{ lines: [line('3.0001')] }, 400, 'lines.0.unit_amount'],
      [{ lines: [line('3.000'), line('3.000', { direction: 'credit' })] }, 422, 'lines'],
      [{ lines: [] }, 400, 'lines'],
      [{ lines: undefined }, 422, 'lines'],
      [{ prices: [{ price: monthly }] }, 422, 'prices.0.price'],
      [{ prices: [{ price: monthly, quantity: 0 }] }, 400, 'prices.0.quantity'],
      [{ prices: [{ price: prices[0]!.id, quantity: 10 ** 9 }] }, 400, 'prices.0.quantity'],
      [{ lines: undefined, prices: [{ price: prices[0]!.id, quantity: 10 ** 6 }] }, 422, 'prices'],
      [{ lines: [line('1000000000.000', { quantity: 10 ** 6 })] }, 422, 'lines.0.unit_amount'],
      [{ due_date: '2027-01-09' }, 422, 'due_date'],
      [{ due_date: '2027-02-30' }, 400, 'due_date'],
      [{ subscription: other.id }, 422, 'subscription'],
      [{ collection: 'charge_automatically' }, 422, 'subscription'],
      [{ collection: 'charge_automatically', subscription: other.id }, 422, 'subscription'],
      [{ collection: 'by_post' }, 400, 'collection'],
    ];
    for (const [over, status, field] of wrong) {
      const answer = await world.call<Problem>('POST', '/v1/invoices', { ...good, ...over });
      expect([answer.status, answer.body.errors?.map((error) => error.field)]).toEqual([status, [field]]);
    }
    expect(await everything(world)).toEqual(before);
    const key = 'made-once';
    const twice = await Promise.all([1, 2].map(() => world.call<Made>('POST', '/v1/invoices', good, key)));
    const made = twice.find((answer) => answer.status === 201)!.body.id;
    const long = async (over: object) => {
      await engine.sql(`DELETE FROM idempotency_keys WHERE merchant_id = $1`, [world.merchant.id]);
      const answer = await world.call<Made & Problem>('POST', '/v1/invoices', { ...good, ...over }, key);
      return answer.status === 201 ? answer.body.id : answer.body.detail;
    };
    expect(await long({})).toBe(made);
    const others = [
      { customer: (await world.createCustomer()).id },
      { lines: [line('3.001')] },
      { lines: [line('3.000', { description: 'Rent of March' })] },
      { due_date: '2027-02-10' },
    ];
    for (const other of others) expect(await long(other)).toBe(`This Idempotency-Key was used for ${made}`);
    expect((await invoicesOf(world)).filter(({ kind }) => kind === 'one_off')).toHaveLength(1);
    await proveTheEnd(world);
  });
});
