import { createCoupon, order } from '../../scenarios/support/billing.js';
import { led, payAt, payLink } from '../../scenarios/support/links.js';
import type { World } from '../../support/world.js';

const WEEKLY = { interval: 'week' } as const;

/** Books in which there is one of everything: an audit that has not seen it might call it a breach. */
export async function tellAllKindsOfStories(world: World): Promise<void> {
  await world.subscriber(WEEKLY);
  await world.subscribe(
    await world.createCustomer(),
    await world.createPrice({ ...WEEKLY, amount: '0.000' }),
  );
  await world.subscriber({ ...WEEKLY, trialDays: 7 });
  await world.subscriber({ ...WEEKLY, card: 'then_insufficient_funds', cvv: '101' });
  await world.subscriber({ ...WEEKLY, card: 'then_always_insufficient_funds' });
  await world.subscriber({ ...WEEKLY, card: 'then_stolen' });
  await world.subscriber({ ...WEEKLY, card: 'then_approved_late' });
  await world.subscriber({ ...WEEKLY, card: 'then_no_answer_paid' });
  await world.subscriber({ ...WEEKLY, card: 'then_no_answer' });
  const leaving = await world.subscriber(WEEKLY);
  await world.cancel(leaving.id, 'period_end');
  const gone = await world.subscriber(WEEKLY);
  await world.cancel(gone.id, 'now');
  // One has paid something twice, another has a balance that pays a part of what comes.
  const late = { type: 'force_outcome', outcome: 'approve_late', minutes: 30 * 60 };
  const twice = await world.subscriber(WEEKLY);
  await world.fault({ endpoint: 'auto_debit', customer_id: twice.customer }, late);
  const thrifty = await world.subscriber(WEEKLY);
  await world.post(`/v1/customers/${thrifty.customer}/balance/adjustments`, {
    direction: 'credit',
    amount: '12.000',
    currency: 'KWD',
    reason: 'two days without service',
  });
  await tellOfBilling(world);
  // Nobody comes to this one's page.
  await world.subscribe(await world.createCustomer(), await world.createPrice(WEEKLY));
  await world.advanceBy({ days: 22 });
  await openLinks(world);
  await drafted(world);
  await byHand(world);
  await reconciled(world);
}

/** A day with a payment of which our books know nothing, and another that a person has accepted. */
async function reconciled(world: World): Promise<void> {
  const row = { operation: 'payment', state: 'paid', amount: '1.000', currency_code: 'KWD' };
  const rows = ['a', 'b'].map((n) => ({ ...row, session_id: n, order_no: `r1-${n.repeat(26)}-1` }));
  await world.fault({ endpoint: 'reports' }, { type: 'report_file', rows }, { times: null });
  const day = new Date((await world.now()).getTime() - 86_400_000).toISOString().slice(0, 10);
  const path = '/v1/ops/reconciliation';
  await world.post(`${path}/days/${day}/run`, {});
  await world.rest();
  await world.clearFaults();
  const { data } = await world.get<{ data: { id: string }[] }>(`${path}/differences?status=open`);
  const said = { action: 'accept', evidence: 'paid in the shop', decided_by: 'Noura' };
  await world.post(`${path}/differences/${data[0]!.id}/apply`, said);
}

/** Tax, a coupon, a line by hand, and credit notes of all kinds of money. */
async function tellOfBilling(world: World): Promise<void> {
  await world.post('/v1/tax-rates', { country: 'BH', percent: '10', inclusive: false });
  await createCoupon(world, { percent_off: '25', duration: 'repeating', duration_periods: 2 });
  const price = await world.createPrice(WEEKLY);
  const { id } = await order(world, { prices: [price], customer: { country: 'BH' }, coupons: ['TEN'] });
  const line = { description: 'Setup', unit_amount: '5.000', currency: 'KWD' };
  await world.post(`/v1/subscriptions/${id}/pending-lines`, { ...line, discountable: true });
  const { data } = await world.get<{ data: { id: string }[] }>(`/v1/invoices?subscription=${id}`);
  const note = { invoice: data[0]!.id, reason: 'a day without service' };
  await world.post('/v1/credit-notes', { ...note, to: 'card', amount: '1.000' });
  await world.post('/v1/credit-notes', { ...note, to: 'balance', amount: '2.000' });
}

/** Of a customer alone: open, overdue with a page that is open, and paid: there, by a credit note, in cash. */
async function byHand(world: World): Promise<void> {
  const { id: customer } = await world.createCustomer();
  const line = { description: 'Setup', unit_amount: '3.000', currency: 'KWD' };
  const make = (over: object) =>
    world.post<{ id: string }>('/v1/invoices', { customer, currency: 'KWD', lines: [line], ...over });
  const today = (await world.now()).toISOString().slice(0, 10);
  const overdue = await make({ due_date: today });
  await make({});
  const forgiven = await make({});
  await world.post('/v1/credit-notes', { invoice: forgiven.id, to: 'open_amount', reason: 'never came' });
  await payAt(await led(await payLink(world, (await make({})).id)));
  const inCash = { method: 'cash', reference: 'R-17' };
  await world.post(`/v1/invoices/${(await make({})).id}/mark-paid`, inCash);
  await world.advanceBy({ days: 1 });
  await led(await payLink(world, overdue.id));
}

/** One that was discarded and one that is there still: of the price, of nothing, and of more credit than it charges. */
async function drafted(world: World): Promise<void> {
  const items = [{ price: await world.createPrice(WEEKLY) }];
  const reviewed: { id: string; credit: string | null }[] = [];
  for (const credit of [null, '9.500', '20.000']) {
    const customer = await world.createCustomer();
    const body = { customer: customer.id, items, invoice_review_hours: 72 };
    const { id } = await world.post<{ id: string }>('/v1/subscriptions', body);
    await world.payOnPage(await world.subscription(id));
    reviewed.push({ id, credit });
  }
  await world.rest();
  const line = { description: 'A gift', currency: 'KWD', direction: 'credit' };
  for (const isDiscarded of [true, false]) {
    await world.advanceBy({ days: 7 });
    for (const { id, credit } of reviewed) {
      const path = `/v1/invoices?subscription=${id}&status=draft`;
      const draft = (await world.get<{ data: { id: string }[] }>(path)).data[0]!.id;
      if (credit !== null) await world.post(`/v1/invoices/${draft}/lines`, { ...line, unit_amount: credit });
      if (isDiscarded) await world.post(`/v1/invoices/${draft}/void`, { reason: 'not wanted' });
    }
  }
}

/** Pages that are open at this moment: of an invoice that is being dunned, and for another card. */
async function openLinks(world: World): Promise<void> {
  const declined = await world.subscriber({ ...WEEKLY, card: 'then_always_insufficient_funds' });
  await world.advanceBy({ days: 7 });
  const { data } = await world.get<{ data: { id: string }[] }>(
    `/v1/invoices?subscription=${declined.id}&status=open`,
  );
  await led(await payLink(world, data[0]!.id));
  const setup = { subscription: declined.id };
  await world.post(`/v1/customers/${declined.customer}/cards/setup`, setup);
}
