import { CreateApiKey } from '../../src/modules/merchants/index.js';
import type { Scope } from '../../src/platform/http/principal.js';
import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { assertAuditFindsNothing } from './support/audit.js';
import { invoiceStatuses, truth } from './support/books.js';
import { refused, standing } from './support/life.js';
import { invoiceId, led, payLink, tries } from './support/links.js';
import { everything, proveTheEnd } from './support/proofs.js';

describe('terms of subscriptions that run', () => {
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

  async function begin(more: object): Promise<Subscription> {
    const { id: customer } = await world.createCustomer();
    const items = [{ price: await world.createPrice() }];
    const made = await world.post<Subscription>('/v1/subscriptions', { customer, items, ...more });
    await world.payOnPage(made);
    await world.rest();
    return made;
  }

  /** Calls by a key of the same merchant that may write subscriptions and is no admin. */
  async function withoutAdmin() {
    const scopes: Scope[] = ['subscriptions:write'];
    const { text } = await engine.get(CreateApiKey).execute(world.merchant.id, { name: 'writer', scopes });
    return async (method: string, path: string, body: object) => {
      const headers = { authorization: `Bearer ${text}`, 'content-type': 'application/json' };
      const url = (await engine.app.getUrl()) + path;
      const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
      return { status: answer.status, body: (await answer.json()) as object };
    };
  }

  it('a term becomes another one while it runs: a contract made longer, an open one that ends, a minimum that is lifted', async () => {
    const contract = { end_after_periods: 3, minimum_periods: 3 };
    const [{ id }, { id: open }] = [await begin(contract), await begin({})];
    const term = (one: string, body: object) => world.call<{ last_period_ends_at: string | null }>('PUT', `/v1/subscriptions/${one}/term`, body); // prettier-ignore
    const looked = (one: string, body: object) => world.post<{ end: { at: string; kind: string } | null; next_invoices: object[] }>(`/v1/subscriptions/${one}/term/preview`, body); // prettier-ignore
    const cancel = (one: string, body: object) =>
      refused(world, 'POST', `/v1/subscriptions/${one}/cancel`, body);
    // The last of the three runs: three more with it are five.
    await world.advanceTo('2027-03-20T06:00:00Z');
    expect(await looked(id, { end_after_periods: 1 })).toMatchObject({ end: { at: '2027-04-16T06:00:00.000Z' }, next_invoices: [] }); // prettier-ignore
    expect(await looked(id, { end_after_periods: 3 })).toMatchObject({ next_invoices: [{}, {}] });
    const before = await everything(world);
    for (const [body, status, field] of [
      [{}, 400, 'end_after_periods'],
      [{ end_after_periods: 0 }, 400, 'end_after_periods'],
      [{ minimum_periods: 2 }, 422, 'minimum_periods'],
    ] as const)
      expect(await refused(world, 'PUT', `/v1/subscriptions/${id}/term`, body)).toMatchObject({
        status,
        field,
      });
    expect(await everything(world)).toEqual(before);
    const longer = { end_after_periods: 3, minimum_periods: 3 };
    expect(await term(id, longer)).toMatchObject({
      status: 200,
      body: {
        last_period_ends_at: '2027-06-16T06:00:00.000Z',
        minimum_term_ends_at: '2027-06-16T06:00:00.000Z',
      },
    });
    expect(await world.get(`/v1/subscriptions/${id}/forecast`)).toMatchObject({ end: { at: '2027-06-16T06:00:00.000Z' } }); // prettier-ignore
    await term(open, { end_after_periods: 2 });
    // Bound customers are set free by an admin, in either way, and by nobody else.
    const writer = await withoutAdmin();
    expect(await writer('PUT', `/v1/subscriptions/${id}/term`, { minimum_periods: null })).toMatchObject({ status: 403, body: { errors: [{ field: 'minimum_periods' }] } }); // prettier-ignore
    const force = { when: 'date', at: '2027-04-20T06:00:00Z', force: true, reason: 'moved abroad' };
    expect(await writer('POST', `/v1/subscriptions/${id}/cancel`, force)).toMatchObject({ status: 403, body: { errors: [{ field: 'force' }] } }); // prettier-ignore
    expect(await cancel(id, { when: 'now' })).toMatchObject({ status: 422, field: 'when' });
    expect(await cancel(id, { when: 'now', force: true })).toMatchObject({ status: 400, field: 'reason' });
    await world.post(`/v1/subscriptions/${id}/cancel`, force);
    expect(await refused(world, 'PUT', `/v1/subscriptions/${id}/term`, longer)).toMatchObject({ status: 409, field: 'end_after_periods' }); // prettier-ignore
    await world.post(`/v1/subscriptions/${id}/uncancel`, {});
    expect(await term(id, { minimum_periods: null })).toMatchObject({ status: 200, body: { minimum_term_ends_at: null } }); // prettier-ignore
    const told = await world.timeline(id);
    expect(told.filter((type) => type.startsWith('subscription.term_'))).toEqual(['subscription.term_changed', 'subscription.term_broken', 'subscription.term_changed']); // prettier-ignore
    await world.advanceTo('2027-08-01T06:00:00Z');
    expect(await captured()).toHaveLength(5 + 4);
    for (const one of [id, open]) expect(await standing(world, one)).toMatchObject({ status: 'ended' });
    expect(await term(id, { end_after_periods: 1 })).toMatchObject({ status: 409 });
    await proveTheEnd(world);
  });

  it('a contract that has come to its end and waits for its last payment goes on at once when it is made longer', async () => {
    const { id } = await begin({ end_after_periods: 2 });
    await world.post('/v1/ops/charging/stop', { reason: 'Prices are being checked.' });
    await world.advanceTo('2027-03-18T07:00:00Z');
    expect(await standing(world, id)).toMatchObject({ status: 'active', next_bill_at: '2027-03-19T06:00:00.000Z' }); // prettier-ignore
    expect(await world.call('PUT', `/v1/subscriptions/${id}/term`, { end_after_periods: 2 })).toMatchObject({
      status: 200,
      body: { next_bill_at: '2027-03-16T06:00:00.000Z', last_period_ends_at: '2027-04-16T06:00:00.000Z' },
    });
    await world.post('/v1/ops/charging/resume', { reason: 'They are right.' });
    await world.rest();
    expect(await standing(world, id)).toMatchObject({ current_period_end: '2027-04-16T06:00:00.000Z' });
    await world.advanceTo('2027-04-20T06:00:00Z');
    expect(await standing(world, id)).toMatchObject({ status: 'ended' });
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid', 'paid']);
    await proveTheEnd(world);
  });

  it('a contract whose last period was paid in cash ends when the page of it is closed, and not before', async () => {
    const { id } = await begin({ end_after_periods: 2 });
    await world.post('/v1/ops/charging/stop', { reason: 'Prices are being checked.' });
    await world.advanceTo('2027-03-19T05:50:00Z');
    await led(await payLink(world));
    await world.fault({ endpoint: 'retrieve' }, { type: 'error_before', status: 502 }, { times: null });
    await world.post(`/v1/invoices/${await invoiceId(world)}/mark-paid`, {
      method: 'cash',
      reference: 'R-1',
    });
    await world.advanceTo('2027-03-19T06:05:00Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'cit ready']);
    expect(await standing(world, id)).toMatchObject({ status: 'active', next_bill_at: '2027-03-20T06:00:00.000Z' }); // prettier-ignore
    await assertAuditFindsNothing(world);
    await world.clearFaults();
    await world.advanceTo('2027-03-20T06:00:00Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'cit abandoned']);
    expect(await standing(world, id)).toMatchObject({ status: 'ended', next_bill_at: null });
    await world.post('/v1/ops/charging/resume', { reason: 'They are right.' });
    await proveTheEnd(world);
  });
});
