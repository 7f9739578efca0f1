import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { createCoupon } from './support/billing.js';
import { balanceEntries, truth } from './support/books.js';
import { change, preview, refused, scheduled, standing } from './support/life.js';
import { type ActPreview, doneOf, fingerprint, look, type NewPreview, saidOf } from './support/previews.js';
import { proveTheEnd } from './support/proofs.js';

describe('a preview', () => {
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

  const at = (id: string, what: string) => `/v1/subscriptions/${id}/${what}`;
  const captured = async () => (await truth(world)).charges.map((charge) => charge.captured);
  const keep = (customer: string, amount: string) =>
    world.post(`/v1/customers/${customer}/balance/adjustments`, {
      amount,
      currency: 'KWD',
      direction: 'credit',
      reason: 'a gift',
    });

  it('of a new subscription is what its page asks for and its next invoices bill, with stub, coupon, tax and phase', async () => {
    await world.post('/v1/tax-rates', { country: 'KW', percent: '5', inclusive: false, name: 'VAT' });
    await createCoupon(world, { percent_off: '50', duration: 'repeating', duration_periods: 2 });
    const [small, full] = [
      await world.createPrice({ amount: '31.000' }),
      await world.createPrice({ amount: '62.000' }),
    ];
    const fee = await world.post<{ prices: { id: string }[] }>('/v1/plans', {
      name: 'Setup',
      prices: [{ currency: 'KWD', amount: '5.000', type: 'one_off' }],
    });
    const { id: customer } = await world.post<{ id: string }>('/v1/customers', {
      name: 'Noura',
      email: 'noura@example.com',
      country: 'KW',
    });
    await keep(customer, '4.000');
    const setup = fee.prices[0]!.id;
    const body = {
      customer,
      items: [{ price: small }, { price: setup }],
      coupons: ['TEN'],
      anchor: { day_of_month: 1 },
      phases: [{ after_periods: 2, items: [{ price: full }, { price: setup }] }],
      end_after_periods: 4,
    };
    const seen = await look<NewPreview>(world, '/v1/subscriptions/preview', body);
    expect(seen).toMatchObject({ first_step: 'pay_page', trial_end: null, end: { kind: 'end' } });
    expect(seen.phases).toMatchObject([{ after_periods: 2, at: '2027-04-01T06:00:00.000Z' }]);
    const made = await world.post<Subscription>('/v1/subscriptions', body);
    await world.payOnPage(made);
    await world.rest();
    expect(await captured()).toEqual([seen.amount_due_now]);
    expect(seen.first_invoice!.balance_applied).toBe('0.000');
    await world.advanceTo('2027-04-01T06:00:00Z');
    const shown = [seen.first_invoice!, seen.following_invoice!, seen.phases[0]!.invoice!];
    // The rest of January, February, March as February but at full price, and April in the other phase.
    const done = await doneOf(world);
    expect([done[0], done[1], done[3]]).toEqual(shown.map(saidOf));
    const paid = await captured();
    expect([paid[0], paid[1], paid[3]]).toEqual(shown.map(({ amount_due }) => amount_due));
    expect(seen.following_invoice!.balance_applied).toBe('4.000');
    // Of a trial its end, where the first invoice is; the customer gives a card before.
    const trial = { customer, items: [{ price: small }], trial_days: 10 };
    const later = await look<NewPreview>(world, '/v1/subscriptions/preview', trial);
    expect(later).toMatchObject({
      first_step: 'card_page',
      amount_due_now: '0.000',
      trial_end: '2027-04-11T06:00:00.000Z',
      first_invoice: { bills_at: '2027-04-11T06:00:00.000Z', total: '32.550' },
    });
    const without = { ...trial, trial_without_card: 'cancel' };
    expect(await look(world, '/v1/subscriptions/preview', without)).toMatchObject({ first_step: 'none' });
    // What would be refused is refused alike, and its coupon is not used up by looking.
    await createCoupon(world, { code: 'LAST', percent_off: '100', max_redemptions: 1 });
    for (const [field, wrong] of [
      ['items.0.price', { items: [{ price: 'price_01jd0z2m3n4p5q6r7s8t9v0w1x' }] }],
      ['items.0.quantity', { items: [{ price: small, quantity: 0 }] }],
      ['coupons.0', { coupons: ['NONE'] }],
      ['coupons.1', { coupons: ['LAST', 'LAST'] }],
      ['phases.0.after_periods', { phases: [{ after_periods: 9, items: [{ price: full }] }] }],
      ['agreement_days', { agreement_days: 20 }],
    ] as const) {
      const wanted = { ...body, ...wrong };
      const before = await fingerprint(world);
      const [looked, asked] = [
        await refused(world, 'POST', '/v1/subscriptions/preview', wanted),
        await refused(world, 'POST', '/v1/subscriptions', wanted),
      ];
      expect([field, looked]).toEqual([looked.field, asked]);
      expect(await fingerprint(world)).toEqual(before);
    }
    const free = {
      ...body,
      coupons: ['LAST'],
      anchor: undefined,
      phases: undefined,
      items: [{ price: small }],
    };
    expect(await look(world, '/v1/subscriptions/preview', free)).toMatchObject({
      first_step: 'card_page',
      amount_due_now: '0.000',
      first_invoice: { discount: '31.000', total: '0.000' },
    });
    await world.advanceTo('2027-06-20T06:00:00Z');
    expect((await standing(world, made.id)).status).toBe('ended');
    await proveTheEnd(world);
  });

  it('of a change, a cancel with credit, going on again and a coupon is what then moves, also out of the balance', async () => {
    const { id, customer } = await world.subscriber({ amount: '31.000' });
    await keep(customer, '2.000');
    const large = await world.createPrice({ amount: '62.000' });
    await world.advanceTo('2027-01-26T06:00:00Z');
    // 21 of 31 days: 21.000 back, 42.000 for the new, of which the balance pays 2.000.
    const before = await preview(world, id, { price: large });
    expect(before.invoice).toMatchObject({ total: '21.000', balance_applied: '2.000', amount_due: '19.000' });
    expect(before.next_invoice).toMatchObject({ balance_applied: '0.000', amount_due: '62.000' });
    const { change: made } = await change(world, id, { price: large });
    expect({ ...made, invoice: { ...made.invoice, id: null } }).toEqual(before);
    await world.rest();
    expect(await captured()).toEqual(['31.000', '19.000']);

    await createCoupon(world, { percent_off: '50', duration: 'once' });
    const coupon = await look<ActPreview>(world, at(id, 'coupons/preview'), { code: 'TEN' });
    expect(coupon.next_invoices.map(({ amount_due }) => amount_due)).toEqual(['31.000', '62.000']);
    await world.post(at(id, 'coupons'), { code: 'TEN' });
    const again = await refused(world, 'POST', at(id, 'coupons/preview'), { code: 'TEN' });
    expect(again).toEqual(await refused(world, 'POST', at(id, 'coupons'), { code: 'TEN' }));
    await world.advanceTo('2027-02-16T06:00:00Z');
    expect((await doneOf(world)).at(-1)).toEqual(saidOf(coupon.next_invoices[0]!));

    // Paused until the paid period is over: counted from now, or the rest of the running one.
    await world.post(at(id, 'pause'), {});
    await world.advanceTo('2027-03-26T06:00:00Z');
    const fresh = await look<ActPreview>(world, at(id, 'resume/preview'), {});
    expect(fresh).toMatchObject({ status: 'active', amount_due_now: '62.000' });
    const kept = await look<ActPreview>(world, at(id, 'resume/preview'), { anchor: 'keep' });
    expect(kept.next_invoices.map(({ amount_due, bills_at }) => [bills_at.slice(0, 10), amount_due])).toEqual(
      [
        ['2027-03-26', '42.000'],
        ['2027-04-16', '62.000'],
      ],
    );
    expect(kept.amount_due_now).toBe('42.000');
    await world.post(at(id, 'resume'), { anchor: 'keep' });
    await world.advanceTo('2027-04-16T06:00:00Z');
    expect((await doneOf(world)).slice(-2)).toEqual(kept.next_invoices.map(saidOf));
    expect((await captured()).slice(-2)).toEqual(['42.000', '62.000']);

    await world.advanceTo('2027-04-26T06:00:00Z');
    // Later in the running period as of then; at its end nothing, and nothing is billed after it.
    const dated = { when: 'date', at: '2027-05-06T06:00:00Z', credit: true };
    expect(await look<ActPreview>(world, at(id, 'cancel/preview'), dated)).toMatchObject({
      effective_at: '2027-05-06T06:00:00.000Z',
      invoice: { credit_to_balance: '20.667' },
      next_invoices: [],
      end: { kind: 'cancel' },
    });
    const ended = await look<ActPreview>(world, at(id, 'cancel/preview'), { when: 'period_end' });
    expect(ended).toMatchObject({ invoice: null, next_invoices: [], end: { kind: 'cancel' } });
    const now = { when: 'now', credit: true };
    const cancel = await look<ActPreview>(world, at(id, 'cancel/preview'), now);
    expect(cancel).toMatchObject({ status: 'canceled', amount_due_now: '0.000', waits_for_payment: false });
    await world.post(at(id, 'cancel'), now);
    await world.rest();
    expect((await doneOf(world)).at(-1)).toEqual(saidOf(cancel.invoice!));
    expect((await balanceEntries(world)).at(-1)!.amount).toBe(
      BigInt(cancel.invoice!.credit_to_balance.replace('.', '')),
    );
    expect(await refused(world, 'POST', at(id, 'cancel/preview'), now)).toMatchObject({ status: 409 });

    // A whole period from now on, of which the balance pays what was given back.
    const back = await look<ActPreview>(world, at(id, 'reactivate/preview'), {});
    expect(back.next_invoices[0]).toMatchObject({ balance_applied: cancel.invoice!.credit_to_balance });
    await world.post(at(id, 'reactivate'), {});
    await world.rest();
    expect((await captured()).at(-1)).toBe(back.amount_due_now);
    expect((await doneOf(world)).at(-1)).toEqual(saidOf(back.next_invoices[0]!));
    expect(await refused(world, 'POST', at(id, 'reactivate/preview'), {})).toMatchObject({ status: 409 });
    await proveTheEnd(world);
  });

  it('of another end of a trial, a coupon taken off and a plan taken back is what is then billed', async () => {
    const large = await world.createPrice({ amount: '62.000' });
    const { id } = await world.subscriber({ amount: '31.000', trialDays: 14 });
    await createCoupon(world, { percent_off: '50', duration: 'forever' });
    const { data } = await world.post<{ data: [{ id: string }] }>(at(id, 'coupons'), { code: 'TEN' });
    await change(world, id, { price: large }, { when: 'period_end' });
    const before = await fingerprint(world);

    const longer = await look<ActPreview>(world, at(id, 'trial-end/preview'), { trial_end: '2027-02-20T06:00:00Z' }); // prettier-ignore
    expect(longer).toMatchObject({ amount_due_now: '0.000' });
    expect(longer.next_invoices.map(({ bills_at }) => bills_at)[0]).toBe('2027-02-20T06:00:00.000Z');
    const [planned] = await scheduled(world, id);
    const undone = await look<ActPreview>(world, at(id, `scheduled-changes/${planned!.id}/undo/preview`), {});
    const without = await look<ActPreview>(world, at(id, `coupons/${data[0].id}/preview`), {});
    const ended = await look<ActPreview>(world, at(id, 'trial-end/preview'), {});
    expect(ended).toMatchObject({ amount_due_now: '31.000' });
    expect(await fingerprint(world)).toEqual(before);

    const dues = (seen: ActPreview) => seen.next_invoices.map(({ amount_due }) => amount_due);
    expect([longer, undone, without, ended].map(dues)).toEqual([
      ['31.000', '31.000'],
      ['15.500', '15.500'],
      ['62.000', '62.000'],
      ['31.000', '31.000'],
    ]);
    for (const [path, body] of [
      ['scheduled-changes/chg_nobodys/undo', {}],
      ['coupons/dis_nobodys', {}],
    ] as const)
      expect((await world.call('POST', at(id, `${path}/preview`), body)).status).toBe(404);
    const past = { trial_end: '2027-01-01T00:00:00Z' };
    expect(await refused(world, 'POST', at(id, 'trial-end/preview'), past)).toEqual(
      await refused(world, 'POST', at(id, 'trial-end'), past),
    );

    await world.call('DELETE', at(id, `scheduled-changes/${planned!.id}`));
    const last = await look<ActPreview>(world, at(id, 'trial-end/preview'), {});
    await world.post(at(id, 'trial-end'), {});
    await world.rest();
    expect((await doneOf(world)).at(-1)).toEqual(saidOf(last.next_invoices[0]!));
    expect(await captured()).toEqual(['15.500']);
    await proveTheEnd(world);
  });
});
