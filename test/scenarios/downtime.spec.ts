import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
import { type BookedAttempt, books, invoiceStatuses, periodStarts, truth } from './support/books.js';
import { events, invoiceId, led, payAt, payLink } from './support/links.js';
import { proveTheEnd } from './support/proofs.js';

const SPACING_MS = 20 * 3_600_000;

describe('after a downtime', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-05-01T06:00:00Z');
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  it('of three days every missed day is billed once, in order, and the card is charged once in 20 hours', async () => {
    await world.subscriber({ interval: 'day', amount: '1.500' });
    await world.jumpTo('2027-05-04T18:00:00Z');
    await world.rest();
    expect(await periodStarts(world)).toEqual([
      '2027-05-01 09:00',
      '2027-05-02 09:00',
      '2027-05-03 09:00',
      '2027-05-04 09:00',
    ]);
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid', 'open', 'open']);
    await world.advanceTo('2027-05-20T00:00:00Z');
    await expectChargesInOrderAndApart();
    // Every day one more is due and 24/20 can be collected: after two weeks the debt is gone.
    expect(new Set(await invoiceStatuses(world))).toEqual(new Set(['paid']));
    await proveTheEnd(world);
  });

  it('of one period that period is billed late, and the next at its usual time', async () => {
    await world.subscriber();
    await world.jumpTo('2027-06-03T11:00:00Z');
    await world.rest();
    expect((await truth(world)).charges.at(-1)).toMatchObject({
      kind: 'MIT',
      at: '2027-06-03T11:00:00.000Z',
    });
    await world.advanceTo('2027-07-01T06:00:00Z');
    expect((await truth(world)).charges.at(-1)).toMatchObject({
      kind: 'MIT',
      at: '2027-07-01T06:00:00.000Z',
    });
    expect(await periodStarts(world)).toEqual(['2027-05-01 09:00', '2027-06-01 09:00', '2027-07-01 09:00']);
    await proveTheEnd(world);
  });

  it('a charge that the bank did not answer counts as one of those 20 hours apart', async () => {
    await world.subscriber({ interval: 'day', amount: '1.500' });
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_outcome', outcome: 'no_answer' });
    await world.jumpTo('2027-05-03T12:00:00Z');
    await world.rest();
    await world.advanceTo('2027-05-20T00:00:00Z');
    const { attempts } = await books(world);
    expect(attempts[1]).toMatchObject({ status: 'abandoned', sent_at: new Date('2027-05-03T12:00:00Z') });
    expectApart(attempts.slice(1));
    await proveTheEnd(world);
  });

  it('a retry that was missed is made once, and the ladder goes on from there', async () => {
    await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' }, { times: 2 });
    await world.advanceTo('2027-06-01T06:00:00Z');
    await world.jumpTo('2027-06-05T15:00:00Z');
    await world.rest();
    await world.advanceTo('2027-06-10T00:00:00Z');
    const { attempts } = await books(world);
    expect(attempts.slice(1).map(({ status, sent_at }) => [status, sent_at!.toISOString()])).toEqual([
      ['declined', '2027-06-01T06:00:00.000Z'],
      // Missed on the 2nd. The engine is back on Saturday evening, and retries are made at nine of business days.
      ['declined', '2027-06-06T06:00:00.000Z'],
      // Planned for Sunday the 6th itself, which would be less than a day after the one before.
      ['succeeded', '2027-06-07T06:00:00.000Z'],
    ]);
    await proveTheEnd(world);
  });

  it('two debts end with the next charge at the latest, and when one is paid the grace of the other holds', async () => {
    const terms = { retry_days: [3], grace_days: 2, final_day: 21, final_action: 'cancel' };
    await world.post('/v1/dunning-policies', { name: 'Ours', is_default: true, ...terms });
    const subscription = await world.subscriber({ interval: 'week' });
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' }, { times: null });
    await world.jumpTo('2027-05-17T12:00:00Z');
    await world.rest();
    // The second one waits until the card has rested, and so the first has its own day of grace.
    await world.advanceTo('2027-05-18T08:00:00Z');
    const planned = await events(world, 'dunning.planned');
    expect(planned).toMatchObject([
      { grace_until: '2027-05-19T12:00:00.000Z', final_at: '2027-05-22T06:00:00.000Z' },
      { grace_until: '2027-05-20T08:00:00.000Z', final_at: '2027-05-22T06:00:00.000Z' },
    ]);
    await payAt(await led(await payLink(world, await invoiceId(world, 1))));
    await world.advanceTo('2027-05-20T07:59:59Z');
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid', 'open']);
    expect(await world.access(subscription.customer)).toBe('grace');
    await world.advanceTo('2027-05-20T08:00:00Z');
    expect(await world.access(subscription.customer)).toBe('restricted');
    await world.advanceTo('2027-05-22T06:00:00Z');
    expect((await world.subscription(subscription.id)).status).toBe('canceled');
    await proveTheEnd(world);
  });

  async function expectChargesInOrderAndApart(): Promise<void> {
    const { invoices, attempts } = await books(world);
    const charged = attempts.filter(({ kind }) => kind === 'mit');
    const periods = charged.map(({ invoice_id }) => invoices.find(({ id }) => id === invoice_id)!.period);
    expect(periods).toEqual([...periods].sort((a, b) => a! - b!));
    expect(new Set(periods).size).toBe(periods.length);
    expectApart(charged);
  }

  function expectApart(charged: BookedAttempt[]): void {
    const sent = charged.map(({ sent_at }) => sent_at!.getTime());
    for (const [i, at] of sent.slice(1).entries()) expect(at - sent[i]!).toBeGreaterThanOrEqual(SPACING_MS);
  }
});
