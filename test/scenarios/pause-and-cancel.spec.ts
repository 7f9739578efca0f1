import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
import { balanceEntries, books, invoiceStatuses, periodStarts, truth } from './support/books.js';
import { change, refused, scheduled, standing } from './support/life.js';
import { events } from './support/links.js';
import { proveTheEnd } from './support/proofs.js';

describe('pausing and canceling', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2028-01-31T06:00:00Z');
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const at = (id: string, what: string) => `/v1/subscriptions/${id}/${what}`;
  const captured = async () => (await truth(world)).charges.map((charge) => charge.captured);

  it('a pause across a leap day bills nothing meanwhile, and the next period begins where it goes on', async () => {
    const { id, customer } = await world.subscriber();
    await world.advanceTo('2028-02-10T06:00:00Z');
    await world.post(at(id, 'pause'), { resume_at: '2028-03-05T06:00:00Z' });
    expect(await world.access(customer)).toBe('restricted');
    expect(await scheduled(world, id)).toMatchObject([{ kind: 'resume', at: '2028-03-05T06:00:00.000Z' }]);
    await world.advanceTo('2028-03-05T05:59:59Z');
    expect(await standing(world, id)).toMatchObject({ status: 'paused', next_bill_at: null });
    await world.advanceTo('2028-03-05T06:00:00Z');
    expect(await standing(world, id)).toMatchObject({
      status: 'active',
      next_bill_at: '2028-04-05T06:00:00.000Z',
    });
    expect(await world.access(customer)).toBe('full');
    // The first ran to 29 February; the time of the pause after it was not sold.
    expect(await periodStarts(world)).toEqual(['2028-01-31 09:00', '2028-03-05 09:00']);
    await world.advanceTo('2028-05-05T06:00:00Z');
    expect(await captured()).toEqual(['9.500', '9.500', '9.500', '9.500']);
    await proveTheEnd(world);
  });

  it('a pause that ends within the period that was paid for moves nothing', async () => {
    const { id, customer } = await world.subscriber();
    await world.advanceTo('2028-02-05T06:00:00Z');
    await world.post(at(id, 'pause'), { access: 'keep' });
    expect(await world.access(customer)).toBe('full');
    await world.advanceTo('2028-02-15T06:00:00Z');
    await world.post(at(id, 'resume'), {});
    await world.advanceTo('2028-03-31T06:00:00Z');
    expect(await periodStarts(world)).toEqual(['2028-01-31 09:00', '2028-02-29 09:00', '2028-03-31 09:00']);
    await proveTheEnd(world);
  });

  it('whoever keeps the old days pays the rest of the running period, and then goes on as before', async () => {
    const { id } = await world.subscriber({ amount: '31.000' });
    await world.advanceTo('2028-02-10T06:00:00Z');
    await world.post(at(id, 'pause'), {});
    await world.advanceTo('2028-03-16T06:00:00Z');
    await world.post(at(id, 'resume'), { anchor: 'keep' });
    await world.advanceTo('2028-04-30T06:00:00Z');
    // 29 February to 31 March has 31 days; 15 of them were left on the 16th.
    expect(await captured()).toEqual(['31.000', '15.000', '31.000', '31.000']);
    expect(await periodStarts(world)).toEqual([
      '2028-01-31 09:00',
      '2028-03-16 09:00',
      '2028-03-31 09:00',
      '2028-04-30 09:00',
    ]);
    await proveTheEnd(world);
  });

  it('a pause at the end of the period comes before the next one is billed', async () => {
    const { id } = await world.subscriber();
    await world.post(at(id, 'pause'), { when: 'period_end', resume_at: '2028-03-10T06:00:00Z' });
    await world.advanceTo('2028-02-29T06:00:00Z');
    expect(await standing(world, id)).toMatchObject({ status: 'paused' });
    await world.advanceTo('2028-03-10T06:00:00Z');
    expect(await captured()).toEqual(['9.500', '9.500']);
    await proveTheEnd(world);
  });

  it('a pause is planned only for one that is not past due; one that meets an open invoice fails, is told, and billing goes on', async () => {
    const { id } = await world.subscriber();
    await world.advanceTo('2028-02-10T06:00:00Z');
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' }, { times: 1 });
    await change(world, id, { quantity: 2 });
    await world.rest();
    const detail = expect.stringContaining('it can be paused once its open invoice is paid or given up');
    const early = await refused(world, 'POST', at(id, 'pause'), { when: 'period_end' });
    expect(early).toMatchObject({ status: 409, detail });
    await world.advanceTo('2028-02-20T06:00:00Z');
    await world.post(at(id, 'pause'), { when: 'period_end' });
    // On the day before the boundary something is charged whose answer is still awaited by then.
    await world.advanceTo('2028-02-28T12:00:00Z');
    await world.fault({ endpoint: 'auto_debit' }, { type: 'hang_after' }, { times: 1 });
    await world.fault({ endpoint: 'inquiry' }, { type: 'error_before', status: 503 }, { times: null });
    await world.fault({ endpoint: 'retrieve' }, { type: 'error_before', status: 503 }, { times: null });
    await change(world, id, { quantity: 3 });
    await world.advanceTo('2028-02-29T06:00:00Z');
    const reason = expect.stringContaining('is still being collected, so pausing');
    expect(await events(world, 'subscription.change_failed')).toMatchObject([{ reason }]);
    await world.clearFaults();
    await world.advanceTo('2028-04-02T06:00:00Z');
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid', 'paid', 'paid', 'paid']);
    await proveTheEnd(world);
  });

  it('cancel at the end of the period, then uncanceled, goes on as if nothing had been', async () => {
    const { id } = await world.subscriber();
    await world.cancel(id, 'period_end');
    await world.advanceTo('2028-02-20T06:00:00Z');
    expect(await world.post(at(id, 'uncancel'), {})).toMatchObject({ cancel_at_period_end: false });
    expect(await refused(world, 'POST', at(id, 'uncancel'), {})).toMatchObject({ status: 409 });
    await world.advanceTo('2028-02-29T06:00:00Z');
    expect(await captured()).toEqual(['9.500', '9.500']);
    await proveTheEnd(world);
  });

  it('cancel now with credit gives the unused days into the balance', async () => {
    const { id, customer } = await world.subscriber({ amount: '29.000' });
    await world.advanceTo('2028-02-09T20:00:00Z');
    await world.post(at(id, 'cancel'), { when: 'now', credit: true });
    expect(await standing(world, id)).toMatchObject({ status: 'canceled' });
    expect(await world.access(customer)).toBe('none');
    expect((await balanceEntries(world)).map(({ amount }) => amount)).toEqual([20_000n]);
    await proveTheEnd(world);
  });

  it('cancel on a date bills what begins before it, and ends on it', async () => {
    const { id } = await world.subscriber();
    await world.post(at(id, 'cancel'), { when: 'date', at: '2028-03-10T06:00:00Z' });
    await world.advanceTo('2028-03-10T05:00:00Z');
    expect(await standing(world, id)).toMatchObject({ status: 'active' });
    await world.advanceTo('2028-03-10T06:00:00Z');
    expect(await standing(world, id)).toMatchObject({
      status: 'canceled',
      ended_at: '2028-03-10T06:00:00.000Z',
    });
    expect(await captured()).toEqual(['9.500', '9.500']);
    await proveTheEnd(world);
  });

  it('cancel on a date with credit ends on it, also while an invoice is open, and tells what was not given back', async () => {
    const { id, customer } = await world.subscriber({ amount: '29.000' });
    await world.post(at(id, 'cancel'), { when: 'date', at: '2028-02-20T06:00:00Z', credit: true });
    await world.advanceTo('2028-02-19T06:00:00Z');
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' });
    await change(world, id, { quantity: 3 });
    await world.rest();
    expect(await invoiceStatuses(world)).toEqual(['paid', 'open']);
    await world.advanceTo('2028-02-20T06:00:00Z');
    const ended_at = '2028-02-20T06:00:00.000Z';
    expect(await standing(world, id)).toMatchObject({ status: 'canceled', ended_at });
    expect(await world.access(customer)).toBe('none');
    const credit_withheld = expect.stringMatching(/^invoice INV-.* was still being collected$/);
    const told = await events(world, 'subscription.canceled');
    expect(told).toMatchObject([{ subscription_id: id, credit_withheld }]);
    expect(await events(world, 'subscription.change_failed')).toEqual([]);
    expect(await balanceEntries(world)).toEqual([]);
    await world.clearFaults();
    await world.advanceTo('2028-05-10T06:00:00Z');
    expect(await captured()).toEqual(['29.000']);
    await proveTheEnd(world);
  });

  it('a canceled one is reactivated: what is paid for first, else a period from now on', async () => {
    const { id, customer } = await world.subscriber();
    await world.advanceTo('2028-02-10T06:00:00Z');
    await world.cancel(id, 'now');
    await world.post(at(id, 'reactivate'), {});
    expect(await standing(world, id)).toMatchObject({
      status: 'active',
      next_bill_at: '2028-02-29T06:00:00.000Z',
    });
    await world.cancel(id, 'now');
    await world.advanceTo('2028-05-10T06:00:00Z');
    await world.post(at(id, 'reactivate'), {});
    await world.rest();
    expect(await captured()).toEqual(['9.500', '9.500']);
    expect(await periodStarts(world)).toEqual(['2028-01-31 09:00', '2028-05-10 09:00']);
    expect(await world.access(customer)).toBe('full');
    expect((await books(world)).invoices.map(({ period }) => period)).toEqual([0, 1]);
    await proveTheEnd(world);
  });

  it('what was given back with a cancel is not used again: reactivating begins a new period', async () => {
    const { id } = await world.subscriber({ amount: '29.000' });
    await world.advanceTo('2028-02-09T20:00:00Z');
    await world.post(at(id, 'cancel'), { when: 'now', credit: true });
    await world.advanceTo('2028-02-12T06:00:00Z');
    await world.post(at(id, 'reactivate'), {});
    await world.rest();
    expect(await captured()).toEqual(['29.000', '9.000']);
    expect(await standing(world, id)).toMatchObject({ next_bill_at: '2028-03-12T06:00:00.000Z' });
    await proveTheEnd(world);
  });

  it('after an upgrade and a cancel without credit, reactivating goes on with what is paid for', async () => {
    const { id } = await world.subscriber({ amount: '29.000' });
    const max = await world.createPrice({ amount: '58.000' });
    await world.advanceTo('2028-02-09T20:00:00Z');
    await change(world, id, { price: max });
    await world.advanceTo('2028-02-12T06:00:00Z');
    await world.cancel(id, 'now');
    await world.post(at(id, 'reactivate'), {});
    await world.advanceTo('2028-02-28T06:00:00Z');
    expect(await captured()).toEqual(['29.000', '20.000']);
    expect(await standing(world, id)).toMatchObject({ next_bill_at: '2028-02-29T06:00:00.000Z' });
    await proveTheEnd(world);
  });

  it('canceled with credit twice, what was used is never given back', async () => {
    const { id } = await world.subscriber({ amount: '29.000' });
    await world.advanceTo('2028-02-09T20:00:00Z');
    await world.post(at(id, 'cancel'), { when: 'now', credit: true });
    await world.post(at(id, 'reactivate'), {});
    await world.post(at(id, 'cancel'), { when: 'now', credit: true });
    expect((await balanceEntries(world)).map(({ amount }) => amount)).toEqual([20_000n]);
    await proveTheEnd(world);
  });

  it('what makes no sense is refused by the field that is at fault', async () => {
    const { id } = await world.subscriber();
    const past = '2028-01-01T00:00:00Z';
    const refuses = async (path: string, body: object, status: number, field?: string) =>
      expect({ body, ...(await refused(world, 'POST', at(id, path), body)) }).toMatchObject({
        status,
        field,
      });
    await refuses('cancel', { when: 'date' }, 400, 'at');
    await refuses('cancel', { when: 'now', at: '2029-01-01T00:00:00Z' }, 400, 'at');
    await refuses('cancel', { when: 'date', at: past }, 422, 'at');
    await refuses('cancel', { when: 'period_end', credit: true }, 422, 'credit');
    await refuses('cancel', { when: 'later' }, 400, 'when');
    await refuses('pause', { resume_at: past }, 422, 'resume_at');
    await refuses('pause', { when: 'period_end', resume_at: '2028-02-01T00:00:00Z' }, 422, 'resume_at');
    await refuses('resume', {}, 409);
    await refuses('resume', { at: past }, 422, 'at');
    await refuses('reactivate', {}, 409);
    await refuses('uncancel', {}, 409);
    expect(await standing(world, id)).toMatchObject({ status: 'active' });
    await world.cancel(id, 'now');
    await refuses('pause', {}, 409);
    await refuses('cancel', { when: 'now' }, 409);
    await proveTheEnd(world);
  });
});
