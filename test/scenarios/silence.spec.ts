import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { books, invoiceStatuses, truth } from './support/books.js';
import { proveTheEnd } from './support/proofs.js';

const DUE = '2027-02-10T06:00:00Z';

describe('a charge without a believable answer', () => {
  let engine: InProcessEngine;
  let world: World;
  let subscription: Subscription;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    subscription = await world.subscriber();
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const atCharge = (action: object, more = {}) => world.fault({ endpoint: 'auto_debit' }, action, more);

  /** The attempts on the saved card: status, and who found it out. */
  async function renewals() {
    const { attempts } = await books(world);
    return attempts
      .filter(({ kind }) => kind === 'mit')
      .map(({ status, settled_by }) => [status, settled_by]);
  }

  /** While nobody knows, nothing is held against the customer. */
  async function expectUndisturbed(): Promise<void> {
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'active' });
    expect(await world.access(subscription.customer)).toBe('full');
  }

  it.each([
    ['the connection was cut after the effect', { type: 'drop_after' }],
    ['HTTP 500 came after the effect', { type: 'error_after', status: 500 }],
    ['the body was cut in half', { type: 'truncated_body' }],
    ['the body was no JSON', { type: 'broken_body' }],
    ['the answer told another amount', { type: 'wrong_echo', fields: { amount: '1.000' } }],
    [
      'the answer was about another order',
      { type: 'wrong_echo', fields: { order_no: 'r1-somebody-elses-1' } },
    ],
    ['the answer said that it failed and was paid', { type: 'wrong_echo', fields: { result: 'failed' } }],
  ])('is asked for and not repeated: %s', async (_what, action) => {
    await atCharge(action);
    await world.advanceTo(DUE);
    expect(await renewals()).toEqual([['unknown', null]]);
    await expectUndisturbed();
    await world.advanceBy({ minutes: 1 });
    expect(await renewals()).toEqual([['succeeded', 'look']]);
    expect((await truth(world)).charges).toHaveLength(2);
    await proveTheEnd(world);
  });

  it.each([
    ['the connection was cut before the effect', { type: 'drop_before' }],
    ['HTTP 500 came before the effect', { type: 'error_before', status: 500 }],
  ])(
    'that never arrived is proven unsent by closing its session, and made again at once: %s',
    async (_w, action) => {
      await atCharge(action);
      await world.advanceTo('2027-02-10T06:05:00Z');
      expect(await renewals()).toEqual([
        ['abandoned', 'look'],
        ['succeeded', 'answer'],
      ]);
      await expectUndisturbed();
      expect(await world.timeline(subscription.id)).not.toContain('subscription.past_due');
      await proveTheEnd(world);
    },
  );

  it('is fenced, waited for, and found paid by inquiry when only the bank knew', async () => {
    await atCharge({ type: 'force_outcome', outcome: 'no_answer_paid' });
    await world.advanceTo('2027-02-10T06:01:00Z');
    expect(await renewals()).toEqual([['fenced', null]]);
    await expectUndisturbed();
    await world.advanceTo('2027-02-10T07:03:00Z');
    expect(await renewals()).toEqual([['fenced', null]]);
    await world.advanceTo('2027-02-10T07:04:00Z');
    expect(await renewals()).toEqual([['succeeded', 'inquiry']]);
    await proveTheEnd(world);
  });

  it('that moved no money is fenced, waited for, asked about, and made again a day after it was sent', async () => {
    await atCharge({ type: 'force_outcome', outcome: 'no_answer' });
    await world.advanceTo('2027-02-10T08:00:00Z');
    expect(await renewals()).toEqual([['abandoned', 'inquiry']]);
    await expectUndisturbed();
    await world.advanceTo('2027-02-11T05:59:59Z');
    expect(await renewals()).toHaveLength(1);
    await world.advanceTo('2027-02-11T06:00:00Z');
    expect(await renewals()).toEqual([
      ['abandoned', 'inquiry'],
      ['succeeded', 'answer'],
    ]);
    await proveTheEnd(world);
  });

  it('whose session one false word calls closed is closed before the no of its gateway is believed', async () => {
    await atCharge({ type: 'force_outcome', outcome: 'no_answer' });
    await world.fault({ endpoint: 'retrieve' }, { type: 'wrong_echo', fields: { state: 'expired' } });
    const fences = async () =>
      (await world.timeline(subscription.id)).filter((type) => type === 'attempt.fenced').length;
    await world.advanceTo('2027-02-10T06:02:00Z');
    expect([await renewals(), await fences()]).toEqual([[['fenced', null]], 1]);
    await world.advanceTo('2027-02-10T08:06:59Z');
    expect([await renewals(), await fences()]).toEqual([[['fenced', null]], 2]);
    await world.advanceTo('2027-02-10T08:08:00Z');
    expect(await renewals()).toEqual([['abandoned', 'inquiry']]);
    await world.advanceTo('2027-02-11T06:00:00Z');
    expect((await renewals()).at(-1)).toEqual(['succeeded', 'answer']);
    await proveTheEnd(world);
  });

  it('waits from the moment at which the fence was confirmed, however often closing was refused before', async () => {
    await atCharge({ type: 'force_outcome', outcome: 'no_answer' });
    await world.fault({ endpoint: 'operation' }, { type: 'error_before', status: 500 }, { times: 2 });
    const refusal = { type: 'error_before', status: 403, body: { detail: 'no permission to expire' } };
    await world.fault({ endpoint: 'operation' }, refusal, { skip: 2 });
    // Asked for as whatever is not answered: less and less often, and a missing permission is told of.
    await world.advanceTo('2027-02-10T06:21:59Z');
    expect(await renewals()).toEqual([['unknown', null]]);
    expect(await world.timeline(subscription.id)).toContain('attempt.closing_forbidden');
    await world.advanceTo('2027-02-10T06:22:00Z');
    expect(await renewals()).toEqual([['fenced', null]]);
    await world.advanceTo('2027-02-10T07:24:59Z');
    expect(await renewals()).toEqual([['fenced', null]]);
    await world.advanceTo('2027-02-10T07:25:00Z');
    expect(await renewals()).toEqual([['abandoned', 'inquiry']]);
    await world.advanceTo('2027-02-11T06:00:00Z');
    await proveTheEnd(world);
  });

  it('whose session may not be closed is found paid by asking its gateway, and what that denies is not believed', async () => {
    const forbidden = { type: 'error_before', status: 403, body: { detail: 'no permission to expire' } };
    await world.fault({ endpoint: 'operation' }, forbidden, { times: null });
    const unpaid = await world.subscriber();
    const silent = (customer_id: string, outcome: string) =>
      world.fault({ endpoint: 'auto_debit', customer_id }, { type: 'force_outcome', outcome });
    await silent(subscription.customer, 'no_answer_paid');
    await silent(unpaid.customer, 'no_answer');
    await world.advanceTo('2027-02-10T07:02:59Z');
    expect(await renewals()).toEqual(Array(2).fill(['unknown', null]));
    await world.advanceTo('2027-02-10T07:24:00Z');
    expect(await renewals()).toEqual([
      ['succeeded', 'inquiry'],
      ['unknown', null],
    ]);
    expect(await world.subscription(unpaid.id)).toMatchObject({ status: 'active' });
    // Asked twice a day, so that one more may be made of the closed session when it can be closed.
    await world.advanceTo('2027-02-10T20:30:00Z');
    const asked = `SELECT inquiries FROM attempts WHERE merchant_id = $1 AND status = 'unknown'`;
    expect(await engine.sql(asked, [world.merchant.id])).toEqual([{ inquiries: 2 }]);
    await world.clearFaults();
    await world.advanceTo('2027-02-10T23:00:00Z');
    expect(await renewals()).toEqual([
      ['succeeded', 'inquiry'],
      ['abandoned', 'inquiry'],
    ]);
    await world.advanceTo('2027-02-11T06:00:00Z');
    await proveTheEnd(world);
  });

  it('that the bank approves while it is being fenced is found paid and never made again', async () => {
    await atCharge({ type: 'force_outcome', outcome: 'approve_late', minutes: 5 });
    await world.advanceTo('2027-02-10T06:01:00Z');
    expect(await renewals()).toEqual([['fenced', null]]);
    await world.advanceTo('2027-02-11T07:00:00Z');
    expect(await renewals()).toEqual([['succeeded', 'look']]);
    expect((await truth(world)).charges).toHaveLength(2);
    await proveTheEnd(world);
  });

  it('is asked for again after what a throttled platform asks', async () => {
    await atCharge({ type: 'force_outcome', outcome: 'no_answer_paid' });
    const wait = { type: 'error_before', status: 429, retry_after_seconds: 2400 };
    await world.fault({ endpoint: 'inquiry' }, wait);
    await world.advanceTo('2027-02-10T07:43:59Z');
    expect(await renewals()).toEqual([['fenced', null]]);
    await world.advanceTo('2027-02-10T07:44:00Z');
    expect(await renewals()).toEqual([['succeeded', 'inquiry']]);
    await proveTheEnd(world);
  });

  it('that cannot be asked about for a week goes to a person, and holds up its own invoice only', async () => {
    await world.setPlatform({ mit_webhook: true });
    await world.fault({ endpoint: 'webhook' }, { type: 'late', seconds: 35 * 86_400 });
    await atCharge({ type: 'drop_after' });
    await world.advanceTo(DUE);
    const { order_no } = (await books(world)).attempts.at(-1)!;
    const unreadable = { type: 'error_before', status: 500 };
    await world.fault({ endpoint: 'retrieve', order_no }, unreadable, { times: null });
    await world.advanceTo('2027-02-10T12:00:00Z');
    expect(await renewals()).toEqual([['unknown', null]]);
    await world.jumpTo('2027-02-17T05:30:00Z');
    await world.advanceTo('2027-02-17T07:00:00Z');
    expect(await renewals()).toEqual([['manual', null]]);
    await expectUndisturbed();
    await world.advanceTo('2027-03-10T06:00:00Z');
    expect((await renewals()).map(([status]) => status)).toEqual(['manual', 'succeeded']);
    expect(await invoiceStatuses(world)).toEqual(['paid', 'open', 'paid']);
    await expectUndisturbed();
    // The webhook is weeks late; what counts is the look that it causes.
    await world.clearFaults();
    await world.advanceTo('2027-03-17T07:00:00Z');
    expect((await renewals()).map(([status]) => status)).toEqual(['succeeded', 'succeeded']);
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid', 'paid']);
    await proveTheEnd(world);
  });
});
