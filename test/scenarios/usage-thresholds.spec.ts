import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
import { truth } from './support/books.js';
import { refused } from './support/life.js';
import { type ActPreview, look } from './support/previews.js';
import { proveTheEnd } from './support/proofs.js';
import { linesOf, type Metered, UsageDesk, type UsageInvoice } from './support/usage-desk.js';

interface Told extends UsageInvoice {
  kind: string;
}

interface Foretold {
  kind: string;
  bills_at: string;
  total: string;
  lines: { amount: string }[];
}

describe('usage that comes to its threshold', () => {
  let engine: InProcessEngine;
  let world: World;
  let desk: UsageDesk;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    desk = new UsageDesk(world);
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const THRESHOLD = { usage: { aggregation: 'sum', threshold: '5' } };
  const told = async (of: Metered) =>
    ((await desk.invoices(of)) as Told[]).map((one) => [one.kind, one.total, ...linesOf(one)]);
  const upcoming = (of: Metered) => world.get<Foretold>(`/v1/subscriptions/${of.id}/upcoming-invoice`);
  const setThreshold = (of: Metered, amount: unknown) =>
    world.call<{ amount: string | null; errors: { field: string; message: string }[] }>(
      'PUT',
      `/v1/subscriptions/${of.id}/usage/threshold`,
      { amount },
    );

  /** What would be billed from another threshold on: when, what, and what is charged now. */
  const lookAt = async (of: Metered, amount: string | null) => {
    const path = `/v1/subscriptions/${of.id}/usage/threshold/preview`;
    const seen = await look<Omit<ActPreview, 'next_invoices'> & { next_invoices: Foretold[] }>(world, path, {
      amount,
    });
    const [next] = seen.next_invoices;
    return [next!.kind, next!.bills_at.slice(0, 10), next!.total, seen.amount_due_now];
  };

  it('is billed at once, once for each time, and the end of the period bills only the rest', async () => {
    const subscription = await desk.caller(THRESHOLD);
    await world.advanceTo('2027-01-20T00:00:00Z');
    await desk.use(subscription, 499);
    await world.rest();
    expect(await told(subscription)).toHaveLength(1);
    expect(await upcoming(subscription)).toMatchObject({ kind: 'period', total: '14.490' });

    const path = `/v1/subscriptions/${subscription.id}/usage`;
    const many = Array.from({ length: 100 }, (_, i) => desk.record(subscription, 1, { key: `many-${i}` }));
    const answers = await Promise.all([
      ...many.map((one) => world.call('POST', path, one)),
      ...Array.from({ length: 5 }, () => world.round()),
    ]);
    expect(answers.slice(0, 100).map((one) => (one as { status: number }).status)).toEqual(
      many.map(() => 201),
    );
    await world.rest();
    const first = (await told(subscription))[1]!;
    const billed = (first[2] as [number])[0];
    expect(first[0]).toBe('usage_threshold');
    expect(billed).toBeGreaterThanOrEqual(500);
    expect(await told(subscription)).toHaveLength(2);
    expect((await upcoming(subscription)).lines[1]!.amount).toBe(
      `0.${String((599 - billed) * 10).padStart(3, '0')}`,
    );

    // The second time, across the tier: 1000 at 0.010 and 1099 at 0.0015 in all, less what the first one said.
    await world.advanceTo('2027-02-01T00:00:00Z');
    await desk.use(subscription, 1500);
    expect(await upcoming(subscription)).toMatchObject({
      kind: 'usage_threshold',
      bills_at: '2027-02-01T00:00:00.000Z',
    });
    await world.rest();
    const rest = 11_649n - BigInt(billed) * 10n;
    expect((await told(subscription))[2]).toEqual([
      'usage_threshold',
      `${rest / 1000n}.${String(rest % 1000n).padStart(3, '0')}`,
      [2099 - billed, expect.any(String)],
    ]);

    // Late for the period is not late: it is told within the grace, and is on the period's own invoice.
    await world.advanceTo('2027-02-10T06:30:00Z');
    await desk.use(subscription, 2, { timestamp: '2027-02-10T05:00:00Z' });
    await world.advanceTo('2027-02-10T07:00:00Z');
    const [, , , own] = (await desk.invoices(subscription)) as Told[];
    expect(linesOf(own)).toEqual([
      [1, '9.500'],
      [2, '0.003'],
    ]);
    expect(own!.lines[1]!.explanation).toContain(
      'usage since a threshold was reached. In all the period costs 2101 used',
    );
    // And what comes after that is late as ever.
    await desk.use(subscription, 2, { timestamp: '2027-02-10T05:00:00Z' });
    await world.advanceTo('2027-03-11T00:00:00Z');
    expect(linesOf((await desk.invoices(subscription))[4])).toEqual([
      [1, '9.500'],
      [0, '0.000'],
      [2, '0.003'],
    ]);
    const captured = (await truth(world)).charges.map((one) => Number(one.captured));
    expect(captured.reduce((a, b) => a + b, 0)).toBeCloseTo(3 * 9.5 + 11.655, 9);
    expect(await world.timeline(subscription.id)).toEqual(
      expect.arrayContaining(['subscription.usage_threshold_reached']),
    );
    await proveTheEnd(world);
  });

  it('that was set while the period runs counts what was used already, no oftener than the customer agreed to, and a cancel bills the rest', async () => {
    const subscription = await desk.caller();
    await desk.use(subscription, 700);
    await world.rest();
    // A call that says nothing would take the limit away as null does.
    const malformed = [undefined, '1.2345', '06', '-1', 5].map((bad) => [bad, 400] as const);
    for (const [bad, expected] of [...malformed, ['0', 422] as const]) {
      const { status, body } = await setThreshold(subscription, bad);
      expect([bad, status, body.errors[0]!.field]).toEqual([bad, expected, 'amount']);
      const path = `/v1/subscriptions/${subscription.id}/usage/threshold`;
      const asked = await refused(world, 'PUT', path, { amount: bad });
      expect(await refused(world, 'POST', `${path}/preview`, { amount: bad })).toEqual(asked);
    }
    expect(await lookAt(subscription, '7.001')).toEqual(['period', '2027-02-10', '16.500', '0.000']);
    // It is final at once, also where the invoices of periods are looked through first.
    await world.call('PATCH', '/v1/merchant', { invoice_review_hours: 24 });
    expect(await lookAt(subscription, '6')).toEqual(['usage_threshold', '2027-01-10', '7.000', '7.000']);
    expect((await setThreshold(subscription, '6')).body).toMatchObject({ amount: '6.000' });
    await world.rest();
    expect((await told(subscription))[1]).toEqual(['usage_threshold', '7.000', [700, '7.000']]);
    await world.call('PATCH', '/v1/merchant', { invoice_review_hours: 0 });
    // They agreed to payments seven days apart: the next one waits for that.
    await desk.use(subscription, 300);
    await desk.use(subscription, 3000);
    await world.advanceTo('2027-01-12T00:00:00Z');
    expect(await told(subscription)).toHaveLength(2);
    type Why = { reasons: { code: string; explanation: string; until: string }[] };
    const { reasons } = await world.get<Why>(`/v1/subscriptions/${subscription.id}/explain`);
    expect(reasons[0]).toMatchObject({
      code: 'threshold_held',
      explanation: expect.stringMatching(
        /^Usage of 7\.500 KWD has come to the threshold of 6\.000 KWD and is not billed at once: the customer agreed to/,
      ),
      until: expect.stringContaining('2027-01-17T06:00'),
    });
    expect(await upcoming(subscription)).toMatchObject({
      kind: 'usage_threshold',
      bills_at: expect.stringContaining('2027-01-17T06:00'),
      total: '7.500',
    });
    // Held back by their consent, or, with none, left to the period.
    expect(await lookAt(subscription, '7')).toEqual(['usage_threshold', '2027-01-17', '7.500', '0.000']);
    expect(await lookAt(subscription, null)).toEqual(['period', '2027-02-10', '17.000', '0.000']);
    await world.advanceTo('2027-01-18T00:00:00Z');
    expect((await told(subscription))[2]).toEqual(['usage_threshold', '7.500', [3300, '7.500']]);
    await desk.use(subscription, 100);
    await world.advanceTo('2027-01-20T00:00:00Z');
    await world.cancel(subscription.id, 'now');
    await world.rest();
    expect((await told(subscription)).slice(3)).toEqual([['one_off', '0.150', [100, '0.150']]]);
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual([
      '9.500',
      '7.000',
      '7.500',
      '0.150',
    ]);
    expect((await setThreshold(subscription, null)).status).toBe(409);
    const over = `/v1/subscriptions/${subscription.id}/usage/threshold/preview`;
    expect((await world.call('POST', over, { amount: null })).status).toBe(409);
    await proveTheEnd(world);
  });

  it('that makes its period cheaper gives back what was paid for it, and a credit note no more than the rest', async () => {
    const subscription = await desk.caller({
      model: 'volume',
      tiers: [{ up_to: 1000, unit_amount: '1' }, { unit_amount: '0.5' }],
      usage: { aggregation: 'sum', threshold: '900' },
    });
    await world.post('/v1/coupons', { code: 'HALF', name: 'Half', percent_off: '50', duration: 'forever' });
    await world.post(`/v1/subscriptions/${subscription.id}/coupons`, { code: 'HALF' });
    await desk.use(subscription, 950);
    await world.rest();
    expect((await told(subscription))[1]).toEqual(['usage_threshold', '475.000', [950, '950.000']]);
    await desk.use(subscription, 100);
    await world.advanceTo('2027-02-11T00:00:00Z');
    // Half of 525 in all; 4.750 of the 212.500 pay for the period that begins.
    const [, ahead, own] = (await desk.invoices(subscription)) as (Told & { id: string; credit_to_balance: string })[]; // prettier-ignore
    expect(linesOf(own)).toEqual([
      [1, '9.500'],
      [100, '-425.000'],
    ]);
    expect(own).toMatchObject({ total: '0.000', credit_to_balance: '207.750' });
    const note = (amount: string) =>
      world.call('POST', '/v1/credit-notes', {
        invoice: ahead!.id,
        reason: 'a gift',
        to: 'balance',
        amount,
      });
    expect(await note('262.501')).toMatchObject({ status: 422 });
    expect(await note('262.500')).toMatchObject({ status: 201 });
    await proveTheEnd(world);
  });
});
