import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { invoiceStatuses, periodStarts, truth } from './support/books.js';
import { changeBody, refused } from './support/life.js';
import { proveTheEnd } from './support/proofs.js';

describe('periods on a calendar', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  /** Every period so far was billed and paid. */
  async function expectAllPaid(count: number): Promise<void> {
    expect(await invoiceStatuses(world)).toEqual(Array.from({ length: count }, () => 'paid'));
    await proveTheEnd(world);
  }

  it('bills a month that began on the 31st on the last day of shorter months, and on the 31st again', async () => {
    world = await World.begin(engine, '2027-10-31T06:00:00Z');
    await world.subscriber();
    await world.advanceTo('2028-06-01T00:00:00Z');
    expect(await periodStarts(world)).toEqual([
      '2027-10-31 09:00',
      '2027-11-30 09:00',
      '2027-12-31 09:00',
      '2028-01-31 09:00',
      '2028-02-29 09:00',
      '2028-03-31 09:00',
      '2028-04-30 09:00',
      '2028-05-31 09:00',
    ]);
    await expectAllPaid(8);
  });

  it('bills the 31st of January on the 28th of February in a common year', async () => {
    world = await World.begin(engine, '2027-01-31T06:00:00Z');
    await world.subscriber();
    await world.advanceTo('2027-04-01T00:00:00Z');
    expect(await periodStarts(world)).toEqual(['2027-01-31 09:00', '2027-02-28 09:00', '2027-03-31 09:00']);
    await expectAllPaid(3);
  });

  it('bills a year that began on 29 February on the 28th, and in leap years on the 29th', async () => {
    world = await World.begin(engine, '2028-02-29T06:00:00Z');
    await world.subscriber({ interval: 'year', amount: '95.000' });
    await world.advanceTo('2030-02-28T05:59:00Z');
    await world.advanceTo('2032-02-28T05:59:00Z');
    await world.advanceTo('2033-03-01T00:00:00Z');
    expect(await periodStarts(world)).toEqual([
      '2028-02-29 09:00',
      '2029-02-28 09:00',
      '2030-02-28 09:00',
      '2031-02-28 09:00',
      '2032-02-29 09:00',
      '2033-02-28 09:00',
    ]);
    await expectAllPaid(6);
  });

  it('bills every week on the same weekday and hour', async () => {
    world = await World.begin(engine, '2027-05-03T06:30:00Z');
    await world.subscriber({ interval: 'week', amount: '2.250' });
    await world.advanceTo('2027-05-31T00:00:00Z');
    expect(await periodStarts(world)).toEqual([
      '2027-05-03 09:30',
      '2027-05-10 09:30',
      '2027-05-17 09:30',
      '2027-05-24 09:30',
    ]);
    await expectAllPaid(4);
  });

  it('bills a day whose midnight Cairo skips at its first instant, and the next day at midnight again', async () => {
    // On Friday 30 April 2027 clocks in Cairo go from 00:00 straight to 01:00.
    world = await World.begin(engine, '2027-04-28T22:00:00Z');
    await world.subscriber({ interval: 'day', currency: 'EGP', amount: '20.00', timeZone: 'Africa/Cairo' });
    await world.advanceTo('2027-05-02T12:00:00Z');
    expect(await periodStarts(world, 'Africa/Cairo')).toEqual([
      '2027-04-29 00:00',
      '2027-04-30 01:00',
      '2027-05-01 00:00',
      '2027-05-02 00:00',
    ]);
    await expectAllPaid(4);
  });

  it('keeps the hour on the wall when summer time ends', async () => {
    world = await World.begin(engine, '2027-10-15T06:00:00Z');
    await world.subscriber({ currency: 'EGP', amount: '200.00', timeZone: 'Africa/Cairo' });
    await world.advanceTo('2027-12-16T00:00:00Z');
    expect(await periodStarts(world, 'Africa/Cairo')).toEqual([
      '2027-10-15 09:00',
      '2027-11-15 09:00',
      '2027-12-15 09:00',
    ]);
    expect(await periodStarts(world, 'UTC')).toEqual([
      '2027-10-15 06:00',
      '2027-11-15 07:00',
      '2027-12-15 07:00',
    ]);
    await expectAllPaid(3);
  });

  it('count from the end of a trial, also of one that is made longer or ended at once, and what is planned moves with them', async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    const [cheap, dear] = [await world.createPrice(), await world.createPrice({ amount: '20' })];
    const customer = await world.createCustomer();
    const phases = [{ after_periods: 1, items: [{ price: dear }] }];
    const body = { customer: customer.id, items: [{ price: cheap }], trial_days: 14, phases };
    const trial = await world.post<Subscription>('/v1/subscriptions', body);
    await world.payOnPage(trial);
    await world.rest();
    const other = await world.subscriber({ trialDays: 14 });
    const move = (id: string, trial_end?: string) =>
      world.call('POST', `/v1/subscriptions/${id}/trial-end`, { trial_end });
    for (const wrong of ['2027-01-10T05:00:00Z', '2029-01-10T06:00:00Z'])
      expect(await move(trial.id, wrong)).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'trial_end' }] },
      });
    const longer = { trial_end: '2027-01-31T06:00:00.000Z', status: 'trialing' };
    expect(await move(trial.id, longer.trial_end)).toMatchObject({ status: 200, body: longer });
    expect(await move(other.id)).toMatchObject({ status: 200 });
    await world.rest();
    expect(await world.subscription(other.id)).toMatchObject({
      status: 'active',
      trial_end: '2027-01-10T06:00:00.000Z',
    });
    expect(await move(other.id)).toMatchObject({ status: 409 });
    await world.advanceTo('2027-01-31T05:59:59Z');
    expect(await world.access(trial.customer)).toBe('full');
    await world.advanceTo('2027-03-01T00:00:00Z');
    expect((await truth(world)).charges.map(({ captured, at }) => [captured, at])).toEqual([
      ['9.500', '2027-01-10T06:00:00.000Z'],
      ['9.500', '2027-01-31T06:00:00.000Z'],
      ['9.500', '2027-02-10T06:00:00.000Z'],
      ['20.000', '2027-02-28T06:00:00.000Z'],
    ]);
    await proveTheEnd(world);
  });

  it('are not counted to the end of time: a moment that far off is refused by its field, whatever it is for', async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    const { id } = await world.subscriber({ interval: 'day' });
    const other = await world.createPrice({ interval: 'day', amount: '20' });
    const items = await changeBody(world, id, { price: other }, { when: 'date', at: '9999-12-31T00:00:00Z' });
    const asks = async (path: string, body: object) =>
      refused(world, 'POST', `/v1/subscriptions/${id}/${path}`, body);
    const fault = { status: 422, detail: expect.stringContaining('at most 50 years ahead') };
    for (const path of ['preview', 'change'])
      expect(await asks(path, items)).toMatchObject({ ...fault, field: 'at' });
    const cancel = { when: 'date', at: '2999-12-31T00:00:00Z' };
    expect(await asks('cancel', cancel)).toMatchObject({ ...fault, field: 'at' });
    expect(await asks('pause', { resume_at: cancel.at })).toMatchObject({ ...fault, field: 'resume_at' });
    await world.post(`/v1/subscriptions/${id}/pause`, {});
    for (const path of ['resume/preview', 'resume'])
      expect(await asks(path, { anchor: 'keep', at: cancel.at })).toMatchObject({ ...fault, field: 'at' });
  });
});
