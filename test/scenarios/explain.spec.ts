import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';

interface Explained {
  status: string;
  reasons: { code: string; explanation: string; until: string | null }[];
}

describe('why nothing was charged', () => {
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

  const explain = (id: string) => world.get<Explained>(`/v1/subscriptions/${id}/explain`);
  async function codes(id: string): Promise<string[]> {
    // The true time of the test lies before or behind that of the story; which does not matter here.
    return (await explain(id)).reasons.map(({ code }) => code).filter((code) => code !== 'test_clock');
  }

  it('because the next period has not begun, and the last one was paid', async () => {
    const { id } = await world.subscriber();
    const { reasons } = await explain(id);
    expect(reasons[0]).toEqual({
      code: 'not_due',
      explanation:
        'Nothing is due: the next period is billed on 10 February 2027. ' +
        'The last payment, 9.500 KWD of invoice INV-2027-000001, arrived on 10 January 2027.',
      until: '2027-02-10T06:00:00.000Z',
    });
  });

  it('because the customer has not been on the payment page', async () => {
    const subscription = await world.subscribe(await world.createCustomer(), await world.createPrice());
    expect((await codes(subscription.id))[0]).toBe('incomplete');
  });

  it('because a trial is running, and says when it ends', async () => {
    const { id } = await world.subscriber({ trialDays: 14 });
    expect((await explain(id)).reasons[0]).toMatchObject({
      code: 'trial',
      until: '2027-01-24T06:00:00.000Z',
    });
  });

  it('because it was declined and waits for its next try, and in the end was given up', async () => {
    const { id } = await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' }, { times: null });
    await world.advanceTo('2027-02-10T06:00:00Z');
    const [first] = (await explain(id)).reasons;
    expect(first).toMatchObject({ code: 'dunning', until: expect.stringMatching(/^2027-02-1/) });
    expect(first!.explanation).toMatch(
      /^9\.500 KWD of invoice INV-2027-000002 was declined; the next try is on /,
    );
    await world.advanceTo('2027-04-20T06:00:00Z');
    expect((await codes(id))[0]).toBe('over');
  });

  it('because its payment got no answer, which is asked for and not repeated', async () => {
    const { id } = await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'drop_after' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect((await explain(id)).reasons[0]).toMatchObject({
      code: 'in_doubt',
      explanation: expect.stringContaining('it is asked for, and not repeated until it is known'),
    });
    await world.advanceBy({ minutes: 2 });
    expect((await codes(id))[0]).toBe('not_due');
  });

  it('because it was to be canceled, and then because it is over', async () => {
    const { id } = await world.subscriber();
    await world.cancel(id, 'period_end');
    expect((await explain(id)).reasons[0]).toMatchObject({
      code: 'cancel_at_period_end',
      until: '2027-02-10T06:00:00.000Z',
    });
    await world.advanceTo('2027-02-11T00:00:00Z');
    expect((await codes(id))[0]).toBe('over');
  });

  it('because it will be over, stand still or go on again first, as what is foretold says it', async () => {
    const { id } = await world.subscriber();
    await world.post(`/v1/subscriptions/${id}/pause`, { when: 'period_end' });
    const upcoming = () => world.call('GET', `/v1/subscriptions/${id}/upcoming-invoice`);
    expect((await explain(id)).reasons[0]).toMatchObject({
      code: 'ends_first',
      explanation: 'No further period is billed from 10 February 2027 on: The subscription is paused.',
    });
    await world.post(`/v1/subscriptions/${id}/cancel`, { when: 'date', at: '2027-02-05T06:00:00Z' });
    expect(await upcoming()).toMatchObject({ status: 409 });
    expect((await explain(id)).reasons[0]).toEqual({
      code: 'ends_first',
      explanation:
        'Nothing is due, and no further period is billed: it is canceled on 5 February 2027. ' +
        'The last payment, 9.500 KWD of invoice INV-2027-000001, arrived on 10 January 2027.',
      until: '2027-02-05T06:00:00.000Z',
    });
    const paused = await world.subscriber();
    await world.post(`/v1/subscriptions/${paused.id}/pause`, { resume_at: '2027-02-20T06:00:00Z' });
    expect((await explain(paused.id)).reasons[0]).toMatchObject({
      code: 'paused',
      until: '2027-02-20T06:00:00.000Z',
    });
  });

  it('because all charging of the merchant is stopped, with the reason that was given', async () => {
    const { id } = await world.subscriber();
    await world.post('/v1/ops/charging/stop', { reason: 'Prices are being checked.' });
    expect((await explain(id)).reasons[0]!.explanation).toBe(
      'All charging of the merchant is stopped since 10 January 2027: Prices are being checked.',
    );
  });

  it('because it was set aside, its card was refused, or its customer must agree again', async () => {
    const { id } = await world.subscriber();
    await engine.sql(`UPDATE subscriptions SET quarantined_at = now(), quarantine_reason = 'it is broken' WHERE merchant_id = $1`, [world.merchant.id]); // prettier-ignore
    await engine.sql(`UPDATE cards SET status = 'refused', refused_reason = 'It was stolen.' WHERE merchant_id = $1`, [world.merchant.id]); // prettier-ignore
    expect(await codes(id)).toEqual(['quarantined', 'card_unusable']);
    await engine.sql(`UPDATE cards SET status = 'active' WHERE merchant_id = $1`, [world.merchant.id]);
    await engine.sql(`UPDATE agreements SET cycles_used = total_cycles WHERE merchant_id = $1`, [
      world.merchant.id,
    ]);
    expect(await codes(id)).toEqual(['quarantined', 'agreement']);
  });

  it('is answered for whoever owns it only', async () => {
    const { id } = await world.subscriber();
    const other = await World.begin(engine, '2027-01-10T06:00:00Z');
    expect(await other.call('GET', `/v1/subscriptions/${id}/explain`)).toMatchObject({ status: 404 });
    expect(await other.call('GET', `/v1/subscriptions/${id}/forecast`)).toMatchObject({ status: 404 });
    await other.end();
  });

  it('an invoice explains each line, how its total came to be, and every attempt at its money', async () => {
    await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' });
    await world.advanceTo('2027-02-12T06:00:00Z');
    const { data } = await world.get<{ data: { id: string }[] }>('/v1/invoices');
    const explained = await world.get<object>(`/v1/invoices/${data[0]!.id}/explain`);
    expect(explained).toMatchObject({
      status: 'paid',
      lines: [
        {
          amount: '9.500',
          explanation: expect.stringMatching(/^Pro: 1 × 9\.500 KWD/),
          discounts: [],
          taxes: [],
        },
      ],
      totals: [
        'The lines come to 9.500 KWD.',
        'The total is 9.500 KWD.',
        expect.stringMatching(/^It was paid in full on 1[12] February 2027\.$/),
      ],
      payments: [
        expect.stringMatching(
          /^Attempt 1 of 9\.500 KWD with .* ending in \d{4} on 10 February 2027 was declined: .*51/,
        ),
        expect.stringMatching(/^Attempt 2 of 9\.500 KWD with .* succeeded\.$/),
      ],
    });
  });

  it('an invoice explains what of it was given back, by which note and why, and what a bank took', async () => {
    await world.subscriber();
    const [{ id: invoice }] = (await world.get<{ data: [{ id: string }] }>('/v1/invoices')).data;
    const [{ id: charge }] = (await world.get<{ data: [{ id: string }] }>('/v1/charges')).data;
    const note = { invoice, reason: 'three days without service.' };
    await world.post('/v1/credit-notes', { ...note, to: 'card', amount: '4.500' });
    await world.advanceBy({ minutes: 5 });
    await world.post('/v1/credit-notes', { ...note, to: 'balance', amount: '1.000' });
    await world.advanceBy({ minutes: 5 });
    const bank = { reason: 'not recognised', reference: 'CB-1', taken_at: (await world.now()).toISOString() };
    await world.post(`/v1/charges/${charge}/chargebacks`, { ...bank, amount: '2.000' });
    expect(await world.get<object>(`/v1/invoices/${invoice}/explain`)).toMatchObject({
      returns: [
        'Credit note CN-2027-000001 of 10 January 2027 gave 4.500 KWD back to the card: three days without service.',
        'The refund of 4.500 KWD, asked for on 10 January 2027, went back.',
        "Credit note CN-2027-000002 of 10 January 2027 gave 1.000 KWD into the customer's balance: three days without service.",
        "The customer's bank took 2.000 KWD back on 10 January 2027, and whether it stays with the customer is not decided: not recognised.",
      ],
    });
  });
});
