import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { balance, books, invoiceStatuses } from './support/books.js';
import { events } from './support/links.js';
import { proveTheEnd } from './support/proofs.js';

describe('a declined renewal', () => {
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

  const declineAlways = (code: string) =>
    world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code }, { times: null });

  const chargePlanned = async () =>
    (
      await engine.sql<{ next_action_reason: string }>(
        `SELECT next_action_reason FROM charges WHERE merchant_id = $1 ORDER BY id DESC LIMIT 1`,
        [world.merchant.id],
      )
    )[0];

  /** How the saved card was charged: status and local moment. */
  async function charged(): Promise<string[]> {
    const { attempts } = await books(world);
    return attempts
      .filter(({ kind }) => kind === 'mit')
      .map(({ status, sent_at }) => `${sent_at!.toISOString().slice(0, 16)} ${status}`);
  }

  async function expectStanding(subscription: Subscription, status: string, access: string): Promise<void> {
    const { status: is } = await world.subscription(subscription.id);
    expect([is, await world.access(subscription.customer)]).toEqual([status, access]);
  }

  it('makes the subscription past due with access in grace, and the retry a day later recovers it', async () => {
    const subscription = await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    await expectStanding(subscription, 'past_due', 'grace');
    await world.advanceTo('2027-02-11T05:59:59Z');
    await expectStanding(subscription, 'past_due', 'grace');
    await world.advanceTo('2027-02-11T06:00:00Z');
    await expectStanding(subscription, 'active', 'full');
    expect(await charged()).toEqual(['2027-02-10T06:00 declined', '2027-02-11T06:00 succeeded']);
    expect((await world.subscription(subscription.id)).next_bill_at).toBe('2027-03-10T06:00:00.000Z');
    await proveTheEnd(world);
  });

  it('that never succeeds is retried on the business days from days 1, 3, 7 and 14 on, restricted after 10, and canceled on day 21', async () => {
    const subscription = await world.subscriber();
    await declineAlways('05');
    await world.advanceTo('2027-02-20T05:59:59Z');
    await expectStanding(subscription, 'past_due', 'grace');
    await world.advanceTo('2027-02-20T06:00:00Z');
    await expectStanding(subscription, 'past_due', 'restricted');
    await world.advanceTo('2027-03-03T05:59:59Z');
    await expectStanding(subscription, 'past_due', 'restricted');
    await world.advanceTo('2027-03-03T06:00:00Z');
    await expectStanding(subscription, 'canceled', 'none');
    expect(await charged()).toEqual([
      '2027-02-10T06:00 declined',
      '2027-02-11T06:00 declined',
      '2027-02-14T06:00 declined',
      '2027-02-17T06:00 declined',
      '2027-02-24T06:00 declined',
    ]);
    expect(await invoiceStatuses(world)).toEqual(['paid', 'uncollectible']);
    expect(await balance(world, 'bad_debt')).toBe(9500n);
    await proveTheEnd(world);
  });

  it('with the advice to come back in 72 hours is not tried sooner, whatever the ladder says', async () => {
    const subscription = await world.subscriber({ card: 'approved_mastercard' });
    await declineAlways('51');
    await world.advanceTo('2027-02-10T06:00:00Z');
    // Told at once for the day on which it will be made: 72 hours end on a Saturday.
    expect((await events(world, 'dunning.mail_due'))[0]).toMatchObject({
      next_attempt_at: '2027-02-14T06:00:00.000Z',
    });
    const { next_action_reason: why } = (await chargePlanned())!;
    expect(why).toMatch(/^Retry 1 of 4.* Put off: the issuer asks to wait 72 hours/);
    await world.advanceTo('2027-03-03T06:00:00Z');
    await expectStanding(subscription, 'canceled', 'none');
    const moments = (await charged()).map((line) => Date.parse(`${line.slice(0, 16)}:00Z`));
    expect(moments.length).toBeGreaterThan(2);
    moments.slice(1).forEach((at, i) => expect(at - moments[i]!).toBeGreaterThanOrEqual(72 * 3_600_000));
    await proveTheEnd(world);
  });

  it.each([
    ['a stolen card', '43'],
    ['a card whose holder stopped the payments', 'R1'],
    ['an expired card', '54'],
  ])('of %s is the last time that this card is charged', async (_what, code) => {
    const subscription = await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code });
    await world.advanceTo('2027-03-02T00:00:00Z');
    await expectStanding(subscription, 'past_due', 'restricted');
    await world.advanceTo('2027-03-03T06:00:00Z');
    await expectStanding(subscription, 'canceled', 'none');
    expect(await charged()).toEqual(['2027-02-10T06:00 declined']);
    await proveTheEnd(world);
  });

  it('ends a weekly subscription with its week: the next week is neither billed nor charged', async () => {
    const subscription = await world.subscriber({ interval: 'week', amount: '2.000' });
    await declineAlways('05');
    await world.advanceTo('2027-02-20T06:00:00Z');
    await expectStanding(subscription, 'canceled', 'none');
    expect(await charged()).toEqual([
      '2027-01-17T06:00 declined',
      '2027-01-18T06:00 declined',
      '2027-01-20T06:00 declined',
    ]);
    expect(await invoiceStatuses(world)).toEqual(['paid', 'uncollectible']);
    await proveTheEnd(world);
  });

  it('that the bank never answers is forgiven once, and then collected like one that it declines', async () => {
    const subscription = await world.subscriber({ card: 'then_no_answer' });
    await world.advanceTo('2027-02-11T06:00:00Z');
    await expectStanding(subscription, 'active', 'full');
    await world.advanceTo('2027-02-11T08:00:00Z');
    await expectStanding(subscription, 'past_due', 'grace');
    await world.advanceTo('2027-03-05T00:00:00Z');
    await expectStanding(subscription, 'canceled', 'none');
    expect(await charged()).toEqual([
      '2027-02-10T06:00 abandoned',
      '2027-02-11T06:00 abandoned',
      '2027-02-14T06:00 abandoned',
      '2027-02-15T07:04 abandoned',
    ]);
    expect(await invoiceStatuses(world)).toEqual(['paid', 'uncollectible']);
    await proveTheEnd(world);
  });
});
