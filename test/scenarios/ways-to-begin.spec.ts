import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { books, invoiceStatuses, truth } from './support/books.js';
import { refused, scheduled, standing } from './support/life.js';
import { everything, proveTheEnd } from './support/proofs.js';

describe('ways to begin, go on by plan, and end', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-16T06:00:00Z');
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const captured = async () => (await truth(world)).charges.map((charge) => charge.captured);

  async function begin(more: object, input: Parameters<World['createPrice']>[0] = {}): Promise<Subscription> {
    const customer = await world.createCustomer();
    const price = await world.createPrice(input);
    const body = { customer: customer.id, items: [{ price }], ...more };
    const made = await world.post<Subscription>('/v1/subscriptions', body);
    if (made.checkout) await world.payOnPage(made);
    await world.rest();
    return world.subscription(made.id);
  }

  it('three months at half price, then full, by phases that can be seen', async () => {
    const full = await world.createPrice({ amount: '10.000' });
    const phases = [{ items: [{ price: full }], after_periods: 3 }];
    const { id } = await begin({ phases }, { amount: '5.000' });
    expect(await scheduled(world, id)).toMatchObject([{ kind: 'items', at: '2027-04-16T06:00:00.000Z' }]);
    await world.advanceTo('2027-05-16T06:00:00Z');
    expect(await captured()).toEqual(['5.000', '5.000', '5.000', '10.000', '10.000']);
    expect(await scheduled(world, id)).toEqual([]);
    await proveTheEnd(world);
  });

  it('ends after three periods, and not a day earlier', async () => {
    const { id, customer } = await begin({ end_after_periods: 3 });
    await world.advanceTo('2027-04-16T05:59:59Z');
    expect(await world.access(customer)).toBe('full');
    await world.advanceTo('2027-04-16T06:00:00Z');
    expect(await standing(world, id)).toMatchObject({ status: 'ended', next_bill_at: null });
    expect(await captured()).toEqual(['9.500', '9.500', '9.500']);
    await proveTheEnd(world);
  });

  it.each([
    ['full', ['31.000', '31.000']],
    ['free', ['31.000']],
  ])(
    'a stub that is %s costs %j by the first of February, and is no period after which a phase comes',
    async (stub, expected) => {
      const phases = [{ items: [{ price: await world.createPrice() }], after_periods: 2 }];
      const { id } = await begin({ anchor: { day_of_month: 1, stub }, phases }, { amount: '31.000' });
      // A payment for them, and the next one on the first: closer than any two others.
      const agreed = await world.engine.sql(
        `SELECT cycle_interval_days AS days FROM agreements WHERE merchant_id = $1`,
        [world.merchant.id],
      );
      expect(agreed).toEqual([{ days: stub === 'free' ? 7 : 1 }]);
      const planned = [{ kind: 'items', at: '2027-04-01T06:00:00.000Z' }];
      expect(await scheduled(world, id)).toMatchObject(planned);
      const path = `/v1/subscriptions/${id}/phases`;
      const seen = await world.post(`${path}/preview`, { phases });
      expect(seen).toMatchObject({ phases: [{ after_periods: 2, at: planned[0]!.at }] });
      expect(await world.call('PUT', path, { phases })).toMatchObject({ body: { data: planned } });
      await world.advanceTo('2027-02-01T06:00:00Z');
      expect(await captured()).toEqual(expected);
      await proveTheEnd(world);
    },
  );

  it('a second subscription renews together with the first', async () => {
    const first = await world.subscriber({ amount: '1.000' });
    await world.advanceTo('2027-02-01T06:00:00Z');
    const price = await world.createPrice({ amount: '31.000' });
    const body = { customer: first.customer, items: [{ price }], anchor: { align_to: first.id } };
    const second = await world.post<Subscription>('/v1/subscriptions', body);
    await world.payOnPage(second);
    await world.rest();
    expect(await standing(world, second.id)).toMatchObject({ next_bill_at: '2027-02-16T06:00:00.000Z' });
    // 16 January to 16 February has 31 days, of which 15 were left.
    expect(await captured()).toEqual(['1.000', '15.000']);
    await world.advanceTo('2027-03-20T06:00:00Z');
    expect(new Set(await invoiceStatuses(world))).toEqual(new Set(['paid']));
    await proveTheEnd(world);
  });

  it.each([
    ['cancel', 'canceled', 'none'],
    ['pause', 'paused', 'restricted'],
  ])('a trial without a card that is to %s at its end is %s then', async (what, status, access) => {
    const { id, customer } = await begin({ trial_days: 10, trial_without_card: what });
    expect(await standing(world, id)).toMatchObject({ status: 'trialing', checkout: null });
    await world.advanceTo('2027-01-26T06:00:00Z');
    expect(await standing(world, id)).toMatchObject({ status });
    expect(await world.access(customer)).toBe(access);
    expect((await books(world)).invoices).toEqual([]);
    await proveTheEnd(world);
  });

  it('a trial without a card that is to be charged leaves an invoice that is collected', async () => {
    const { id } = await begin({ trial_days: 10, trial_without_card: 'charge' });
    await world.advanceTo('2027-01-26T06:00:00Z');
    expect(await invoiceStatuses(world)).toEqual(['open']);
    expect(await standing(world, id)).toMatchObject({ status: 'past_due' });
  });

  it('what a plan says of trial, minimum and stub holds for whoever begins after it was said, unless the request says otherwise', async () => {
    const prices = [{ amount: '31.000', currency: 'KWD', interval: 'month' }];
    const plan = await world.post<{ id: string; prices: { id: string }[] }>('/v1/plans', {
      name: 'Pro',
      prices,
    });
    const { id: customer } = await world.createCustomer();
    const order = (more: object) => ({ customer, items: [{ price: plan.prices[0]!.id }], ...more });
    const made = await world.post<Subscription>('/v1/subscriptions', order({}));
    await world.payOnPage(made);
    await world.rest();
    const says = (more: object) => world.call('PATCH', `/v1/plans/${plan.id}`, more);
    const due = async (more: object) => (await world.post<{ amount_due_now: string }>('/v1/subscriptions/preview', order(more))).amount_due_now; // prettier-ignore
    const first = (stub?: string) =>
      due({ trial_days: 0, anchor: { day_of_month: 1, ...(stub && { stub }) } });
    expect(await first()).toBe('16.000');
    const terms = { stub: 'full', trial_days: 14, minimum_periods: 3 };
    expect(await says(terms)).toMatchObject({ status: 200, body: terms });
    expect([await first(), await first('prorated'), await first('free')]).toEqual([
      '31.000',
      '16.000',
      '0.000',
    ]);
    expect(await world.post('/v1/subscriptions/preview', order({}))).toMatchObject({ trial_end: '2027-01-30T06:00:00.000Z' }); // prettier-ignore
    const tooShort = await refused(world, 'POST', '/v1/subscriptions', order({ end_after_periods: 2 }));
    expect(tooShort).toMatchObject({ status: 422, field: 'end_after_periods' });
    expect(await says({ stub: 'half' })).toMatchObject({ status: 400 });
    // Who was there before is not bound by it.
    expect(await world.cancel(made.id, 'now')).toMatchObject({ status: 'canceled' });
    await proveTheEnd(world);
  });

  it('a minimum term of the plan is kept, unless the request names another, and the refusal says until when', async () => {
    const prices = [{ amount: '9.500', currency: 'KWD', interval: 'month' }];
    const plan = await world.post<{ prices: { id: string }[] }>('/v1/plans', { name: 'Pro', prices, minimum_periods: 3 }); // prettier-ignore
    const { id: customer } = await world.createCustomer();
    const sold = { customer, items: [{ price: plan.prices[0]!.id }] };
    for (const what of ['', '/preview']) {
      const body = { ...sold, end_after_periods: 2 };
      expect(await refused(world, 'POST', `/v1/subscriptions${what}`, body)).toMatchObject({
        status: 422,
        field: 'end_after_periods',
      });
    }
    const begun = async (more: object = {}) => {
      const made = await world.post<Subscription>('/v1/subscriptions', { ...sold, ...more });
      if (made.checkout) await world.payOnPage(made);
      await world.rest();
      return made.id;
    };
    const [id, free, longer] = [await begun(), await begun({ minimum_periods: 0 }), await begun({ minimum_periods: 4 })]; // prettier-ignore
    const path = (one: string) => `/v1/subscriptions/${one}/cancel`;
    await world.post(path(free), { when: 'now' });
    const terms = { [id]: '2027-04-16', [longer]: '2027-05-16' };
    for (const [of, until] of Object.entries(terms)) {
      const detail = expect.stringContaining(`minimum term until ${until}T06:00:00.000Z`);
      for (const when of ['now', 'period_end']) {
        const refusal = { status: 422, field: 'when', detail };
        expect(await refused(world, 'POST', path(of), { when })).toMatchObject(refusal);
      }
      await world.post(path(of), { when: 'date', at: `${until}T06:00:00Z` });
    }
    await world.advanceTo('2027-04-16T06:00:00Z');
    expect(await standing(world, id)).toMatchObject({ status: 'canceled' });
    await world.advanceTo('2027-05-16T06:00:00Z');
    expect(await captured()).toHaveLength(1 + 3 + 4);
    await proveTheEnd(world);
  });

  it('what makes no sense is refused by the field that is at fault, with nothing half done', async () => {
    const customer = await world.createCustomer();
    const [price, weekly, dollars] = [
      await world.createPrice(),
      await world.createPrice({ interval: 'week' }),
      await world.createPrice({ currency: 'USD', amount: '5.00' }),
    ];
    const dear = await world.createPrice({ amount: '1000000000.000' });
    const half = await world.createPrice({ amount: '999999999.999' });
    const before = await everything(world);
    const refuses = async (more: object, status: number, field: string) => {
      const body = { customer: customer.id, items: [{ price }], ...more };
      const answer = await refused(world, 'POST', '/v1/subscriptions', body);
      expect({ more, ...answer }).toMatchObject({ status, field });
    };
    await refuses({ anchor: {} }, 400, 'anchor');
    await refuses({ anchor: { day_of_month: 32 } }, 400, 'anchor.day_of_month');
    await refuses({ anchor: { day_of_month: 1 }, trial_days: 3 }, 422, 'anchor');
    await refuses({ items: [{ price: weekly }], anchor: { day_of_month: 1 } }, 422, 'anchor.day_of_month');
    await refuses({ trial_without_card: 'cancel' }, 422, 'trial_without_card');
    await refuses({ end_after_periods: 0 }, 400, 'end_after_periods');
    await refuses({ end_after_periods: 2, minimum_periods: 3 }, 422, 'minimum_periods');
    await refuses({ agreement_days: 20 }, 422, 'agreement_days');
    const phase = (item: string, after: number) => ({ items: [{ price: item }], after_periods: after });
    await refuses({ phases: [phase(dollars, 2)] }, 422, 'phases.0.items');
    await refuses({ phases: [phase(weekly, 2)] }, 422, 'phases.0.items');
    await refuses({ phases: [phase(price, 2), phase(price, 2)] }, 422, 'phases.1.after_periods');
    await refuses({ phases: [phase(price, 3)], end_after_periods: 3 }, 422, 'phases.0.after_periods');
    const many = (quantity: number, item = price) => [{ price: item, quantity }];
    for (const quantity of [0, 10 ** 9, 1.5]) {
      await refuses({ items: many(quantity) }, 400, 'items.0.quantity');
      await refuses(
        { phases: [{ items: many(quantity), after_periods: 2 }] },
        400,
        'phases.0.items.0.quantity',
      );
    }
    await refuses({ items: many(10 ** 6, dear) }, 422, 'items.0.quantity');
    // Each of them is little enough, and both together are not.
    await refuses({ items: [...many(600, dear), ...many(600, half)] }, 422, 'items.1.quantity');
    await refuses(
      { phases: [{ items: many(10 ** 6, dear), after_periods: 2 }] },
      422,
      'phases.0.items.0.quantity',
    );
    await refuses({ items: [{ price }, { price: dollars }] }, 422, 'items.1.price');
    expect(await everything(world)).toEqual(before);
  });
});
