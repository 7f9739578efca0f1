import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
import { books, periodStarts, truth } from './support/books.js';
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
    await proveTheEnd(world);
  });

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
    await proveTheEnd(world);
  });
});
