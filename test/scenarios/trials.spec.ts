import { DataSource } from 'typeorm';
import { CardSetup, CardSetupsRepository, CompleteCardSetup } from '../../src/modules/checkout/index.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { waitFor } from '../support/wait.js';
import { books, periodStarts, truth } from './support/books.js';
import { payable } from './support/links.js';
import { proveTheEnd } from './support/proofs.js';
import { linesOf, UsageDesk } from './support/usage-desk.js';

describe('a trial', () => {
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

  it('begins when the card is saved, costs nothing, and is charged for the first time at its end', async () => {
    const trial = await world.subscriber({ trialDays: 14 });
    expect(trial).toMatchObject({ status: 'trialing', trial_end: '2027-01-24T06:00:00.000Z' });
    expect(trial.card).toMatch(/^card_/);
    await world.advanceTo('2027-01-24T05:59:59Z');
    expect(await world.access(trial.customer)).toBe('full');
    expect(await books(world)).toEqual({ invoices: [], attempts: [] });
    expect((await truth(world)).charges).toEqual([]);
    await world.advanceTo('2027-01-24T06:00:00Z');
    expect(await world.subscription(trial.id)).toMatchObject({ status: 'active' });
    expect((await truth(world)).charges).toMatchObject([
      { kind: 'MIT', captured: '9.500', at: '2027-01-24T06:00:00.000Z' },
    ]);
    await world.advanceTo('2027-02-25T00:00:00Z');
    expect(await periodStarts(world)).toEqual(['2027-01-24 09:00', '2027-02-24 09:00']);
    await proveTheEnd(world);
  });

  it('that is to be canceled before its end is never charged', async () => {
    const trial = await world.subscriber({ trialDays: 14 });
    await world.advanceBy({ days: 3 });
    await world.cancel(trial.id, 'period_end');
    expect(await world.subscription(trial.id)).toMatchObject({ status: 'trialing' });
    await world.advanceTo('2027-01-24T05:59:59Z');
    expect(await world.access(trial.customer)).toBe('full');
    await world.advanceTo('2027-01-24T06:00:00Z');
    expect(await world.subscription(trial.id)).toMatchObject({ status: 'canceled' });
    expect(await world.access(trial.customer)).toBe('none');
    expect((await truth(world)).charges).toEqual([]);
    await proveTheEnd(world);
  });

  it('that is canceled at once ends at once and is never charged', async () => {
    const trial = await world.subscriber({ trialDays: 14 });
    expect(await world.cancel(trial.id, 'now')).toMatchObject({ status: 'canceled' });
    await world.advanceTo('2027-03-01T00:00:00Z');
    expect(await books(world)).toEqual({ invoices: [], attempts: [] });
    await proveTheEnd(world);
  });

  it('that was canceled is over once the subscription is taken up again: what is used from then on is billed', async () => {
    const desk = new UsageDesk(world);
    const trial = await desk.caller({}, { trial_days: 14 });
    await world.cancel(trial.id, 'now');
    await world.advanceTo('2027-01-12T06:00:00Z');
    await world.post(`/v1/subscriptions/${trial.id}/reactivate`, {});
    await world.rest();
    const begun = { status: 'active', trial_end: '2027-01-12T06:00:00.000Z' };
    expect(await world.subscription(trial.id)).toMatchObject(begun);
    await world.advanceTo('2027-01-14T06:00:00Z');
    expect((await desk.use(trial, 100)).period_start).toContain('2027-01-12');
    await world.advanceTo('2027-02-12T07:00:00Z');
    expect(linesOf((await desk.invoices(trial))[1])).toEqual([
      [1, '9.500'],
      [100, '1.000'],
    ]);
    await proveTheEnd(world);
  });

  it('that is canceled at once still owes the line that a person added to its next invoice', async () => {
    const trial = await world.subscriber({ trialDays: 14 });
    const line = { description: 'On-site setup', unit_amount: '25.000', currency: 'KWD' };
    await world.post(`/v1/subscriptions/${trial.id}/pending-lines`, line);
    const previewed = await world.post<{ last_invoice: object }>(`/v1/subscriptions/${trial.id}/cancel/preview`, { when: 'now' }); // prettier-ignore
    expect(previewed).toMatchObject({ last_invoice: { total: '25.000' } });
    await world.cancel(trial.id, 'now');
    await world.rest();
    expect((await books(world)).invoices).toMatchObject([{ status: 'paid', total: 25_000n }]);
    expect((await truth(world)).charges).toMatchObject([{ kind: 'MIT', captured: '25.000' }]);
    await proveTheEnd(world);
  });

  it('whose first charge is declined is collected like any other period', async () => {
    const trial = await world.subscriber({ trialDays: 14 });
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' });
    await world.advanceTo('2027-01-24T06:00:00Z');
    expect(await world.subscription(trial.id)).toMatchObject({ status: 'past_due' });
    expect(await world.access(trial.customer)).toBe('grace');
    await world.advanceTo('2027-01-25T06:00:00Z');
    expect(await world.subscription(trial.id)).toMatchObject({ status: 'active' });
    await proveTheEnd(world);
  });

  it('whose page nobody used ends without an invoice', async () => {
    const customer = await world.createCustomer();
    const trial = await world.subscribe(customer, await world.createPrice({ trialDays: 14 }));
    await world.advanceBy({ hours: 23 });
    expect(await world.subscription(trial.id)).toMatchObject({ status: 'incomplete' });
    await world.advanceBy({ hours: 3 });
    expect(await world.subscription(trial.id)).toMatchObject({ status: 'ended', checkout: null });
    expect(await books(world)).toEqual({ invoices: [], attempts: [] });
    // A webhook that comes while the page is looked at for the last time has it read once more.
    const [setup] = await engine.get(DataSource).manager.findBy(CardSetup, { merchantId: world.merchant.id });
    const at = new Date('2027-02-01T00:00:00Z');
    await engine
      .get(UnitOfWork)
      .run((tx) => engine.get(CardSetupsRepository).hint(tx, setup!.merchantId, setup!.id, at));
    await engine.get(CompleteCardSetup).expire(setup!);
    expect(await engine.sql('SELECT next_check_at FROM card_setups WHERE id = $1', [setup!.id])).toEqual([{ next_check_at: at }]); // prettier-ignore
    await proveTheEnd(world);
  });

  const setups = () =>
    engine.sql<{ n: number; status: string; pg_code: string }>(
      `SELECT n, status, pg_code FROM card_setups WHERE merchant_id = $1 ORDER BY id`,
      [world.merchant.id],
    );

  it('whose page was refused gets the next one by the gateway that is set then', async () => {
    const customer = await world.createCustomer();
    const body = { customer: customer.id, items: [{ price: await world.createPrice({ trialDays: 7 }) }] };
    const ask = () => world.call<Subscription>('POST', '/v1/subscriptions', body, 'the-same-request');
    const off = { type: 'error_before', status: 400, body: { pg_codes: ['credit-card is switched off'] } };
    await world.fault({ endpoint: 'create' }, off);
    expect((await ask()).status).toBe(502);
    const route = { currency: 'KWD', gateway: 'cybersource' };
    expect(await world.call('PUT', '/v1/merchant/routing', route)).toMatchObject({ status: 200 });
    // Ottu takes an order number once, also one whose answer was lost.
    await world.setPlatform({ duplicate_order_no: 'refuse' });
    await world.fault({ endpoint: 'create' }, { type: 'drop_after' });
    expect((await ask()).status).toBe(503);
    const { body: trial } = await ask();
    expect(await setups()).toEqual([
      { n: 1, status: 'expired', pg_code: 'credit-card' },
      { n: 2, status: 'expired', pg_code: 'cybersource' },
      { n: 3, status: 'open', pg_code: 'cybersource' },
    ]);
    await world.payOnPage(await world.subscription(trial.id));
    await world.rest();
    expect(await world.subscription(trial.id)).toMatchObject({ status: 'trialing' });
    await proveTheEnd(world);
  });

  it('that is canceled while its page is being opened leaves no page behind', async () => {
    const customer = await world.createCustomer();
    await world.fault({ endpoint: 'create' }, { type: 'error_before', status: 500 });
    const order = { customer: customer.id, items: [{ price: await world.createPrice({ trialDays: 7 }) }] };
    expect((await world.call('POST', '/v1/subscriptions', order)).status).toBe(503);
    const [{ id }] = (await world.get<{ data: Subscription[] }>('/v1/subscriptions')).data as [Subscription];
    await world.fault({ endpoint: 'create' }, { type: 'delay_after', ms: 1500 });
    const opening = world.call('POST', `/v1/subscriptions/${id}/checkout`, {});
    await waitFor('the page to be prepared', setups, (found) => found.at(-1)!.status === 'prepared');
    expect(await world.cancel(id, 'now')).toMatchObject({ status: 'canceled' });
    expect((await opening).status).toBe(409);
    await world.rest();
    expect(await payable(world)).toEqual([]);
    await proveTheEnd(world);
  });

  it('whose page can be neither read nor closed is asked for a page in vain for six hours, and ends', async () => {
    const customer = await world.createCustomer();
    const trial = await world.subscribe(customer, await world.createPrice({ trialDays: 7 }));
    const always = { times: null };
    await world.fault({ endpoint: 'retrieve' }, { type: 'error_before', status: 404, body: {} }, always);
    const forbidden = { type: 'error_before', status: 403, body: { detail: 'no permission' } };
    await world.fault({ endpoint: 'operation' }, forbidden, always);
    await world.advanceBy({ hours: 29 });
    // The address of a page that is over would lead a customer nowhere.
    expect((await world.call('POST', `/v1/subscriptions/${trial.id}/checkout`, {})).status).toBe(409);
    expect(await world.subscription(trial.id)).toMatchObject({ status: 'incomplete' });
    await world.advanceBy({ hours: 4 });
    expect(await world.subscription(trial.id)).toMatchObject({ status: 'ended', checkout: null });
    await world.clearFaults();
    await world.advanceBy({ hours: 4 });
    expect(await payable(world)).toEqual([]);
    await proveTheEnd(world);
  });

  it.each(['told by a webhook', 'found by asking'])(
    'whose card the bank approves after its page was closed begins with it, %s',
    async (how) => {
      const customer = await world.createCustomer();
      const trial = await world.subscribe(customer, await world.createPrice({ trialDays: 7 }));
      await world.advanceBy({ hours: 23, minutes: 55 });
      await world.fault({ endpoint: 'pay' }, { type: 'force_outcome', outcome: 'approve_late', minutes: 20 });
      if (how === 'found by asking')
        await world.fault({ endpoint: 'webhook' }, { type: 'lost' }, { times: null });
      await world.payOnPage(trial);
      await world.advanceBy({ minutes: 10 });
      expect(await payable(world)).toEqual([]);
      expect(await setups()).toMatchObject([{ status: 'expired' }]);
      await world.advanceBy({ minutes: 40 });
      expect(await world.subscription(trial.id)).toMatchObject({ status: 'trialing' });
      expect(await setups()).toMatchObject([{ status: 'completed' }]);
      await proveTheEnd(world);
    },
  );

  it('begins when the customer saves the card, however late that is, as long as the page is open', async () => {
    const customer = await world.createCustomer();
    const trial = await world.subscribe(customer, await world.createPrice({ trialDays: 7 }));
    await world.advanceBy({ hours: 20 });
    await world.payOnPage(trial);
    await world.rest();
    expect(await world.subscription(trial.id)).toMatchObject({
      status: 'trialing',
      trial_end: '2027-01-18T02:00:00.000Z',
    });
    // A slower look found it paid and knew no card: nothing is asked about what is complete.
    const now = await world.now();
    await engine.get(UnitOfWork).run(async (tx) => {
      const [setup] = await tx.findBy(CardSetup, { merchantId: world.merchant.id });
      await engine.get(CardSetupsRepository).awaitCard(tx, setup!, now, now);
    });
    const looks = 'SELECT next_check_at FROM card_setups WHERE merchant_id = $1';
    expect(await engine.sql(looks, [world.merchant.id])).toEqual([{ next_check_at: null }]);
    await engine.sql('UPDATE card_setups SET next_check_at = $2 WHERE merchant_id = $1', [
      world.merchant.id,
      now,
    ]);
    await world.rest();
    expect(await engine.sql(looks, [world.merchant.id])).toEqual([{ next_check_at: null }]);
    await proveTheEnd(world);
  });
});
