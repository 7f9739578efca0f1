import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { assertAuditFindsNothing } from './support/audit.js';
import { balance, books, invoiceStatuses, truth } from './support/books.js';
import { expectAlarms, setSurplusHandling } from './support/giving-back.js';
import { giveNewCard } from './support/new-card.js';
import { proveTheEnd } from './support/proofs.js';

describe('a charge that the bank approves long after it was believed unpaid', () => {
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

  const approveAfter = (hours: number, more = {}) =>
    world.fault(
      { endpoint: 'auto_debit' },
      { type: 'force_outcome', outcome: 'approve_late', minutes: hours * 60 },
      more,
    );

  async function renewals() {
    const { attempts } = await books(world);
    return attempts
      .filter(({ kind }) => kind === 'mit')
      .map(({ status, surplus }) => (surplus ? 'surplus' : status));
  }

  it('is found by the look before the next try, and the card is not charged again', async () => {
    await approveAfter(23.5);
    await world.advanceTo('2027-02-10T08:00:00Z');
    expect(await renewals()).toEqual(['abandoned']);
    await world.advanceTo('2027-02-11T06:00:00Z');
    expect(await renewals()).toEqual(['succeeded', 'abandoned']);
    expect((await truth(world)).charges).toHaveLength(2);
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid']);
    await proveTheEnd(world);
  });

  it('is found by the look after 24 hours, also while charging is stopped', async () => {
    await approveAfter(24.5);
    await world.advanceTo('2027-02-10T08:00:00Z');
    await engine.sql(`UPDATE merchants SET charging_stopped_at = now() WHERE id = $1`, [world.merchant.id]);
    await world.advanceTo('2027-02-11T07:03:59Z');
    expect(await renewals()).toEqual(['abandoned']);
    await world.advanceTo('2027-02-11T07:04:00Z');
    expect(await renewals()).toEqual(['succeeded']);
    await proveTheEnd(world);
  });

  it('is found by the look after 72 hours, and its money given back when the retry was paid', async () => {
    await approveAfter(30);
    await world.advanceTo('2027-02-13T07:03:59Z');
    expect(await renewals()).toEqual(['abandoned', 'succeeded']);
    await world.advanceTo('2027-02-13T07:04:00Z');
    expect(await renewals()).toEqual(['surplus', 'succeeded']);
    expect(await balance(world, 'surplus')).toBe(0n);
    expect(await world.timeline(subscription.id)).toContain('attempt.surplus');
    expectAlarms(world, 1);
    await proveTheEnd(world);
  });

  it('pays the invoice that dunning had given up, and does not bring the subscription back', async () => {
    await shortenDunning();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' });
    // The retry on day 1 is silent for two days; a day after it is the last step already.
    await approveAfter(48, { skip: 1 });
    await world.advanceTo('2027-02-13T05:00:00Z');
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'canceled' });
    expect(await invoiceStatuses(world)).toEqual(['paid', 'uncollectible']);
    expect(await balance(world, 'bad_debt')).toBe(9500n);
    await world.advanceTo('2027-02-14T08:00:00Z');
    expect(await renewals()).toEqual(['declined', 'succeeded']);
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid']);
    expect(await balance(world, 'bad_debt')).toBe(0n);
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'canceled' });
    await proveTheEnd(world);
  });

  it('and told by a webhook is settled when the webhook comes', async () => {
    await world.setPlatform({ mit_webhook: true });
    await approveAfter(20);
    await world.advanceTo('2027-02-11T02:00:00Z');
    expect(await renewals()).toEqual(['succeeded']);
    await world.advanceTo('2027-02-12T06:00:00Z');
    expect((await truth(world)).charges).toHaveLength(2);
    await proveTheEnd(world);
  });

  /** One retry after a day, the last step after two. */
  async function shortenDunning(): Promise<void> {
    const terms = { retry_days: [1], grace_days: 1, final_day: 2, final_action: 'cancel' };
    await world.post('/v1/dunning-policies', { name: 'Short', is_default: true, ...terms });
  }
});

describe('money of another amount that comes to a declined charge', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
  });
  afterAll(async () => {
    await world.end();
    await engine.stop();
  });

  it('is a person’s, and its customer neither charged nor dunned, until they have decided', async () => {
    const { id } = await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    const { order_no } = (await books(world)).attempts.at(-1)!;
    const says = (amount: string) => ({
      type: 'wrong_echo',
      fields: { state: 'paid', result: 'success', amount },
    });
    await world.fault({ endpoint: 'retrieve', order_no }, says('1.000'), { times: null });
    const waiting = async () => {
      const [late, ...others] = await engine.sql<{ public_id: string; charge: string }>(
        `SELECT a.public_id, c.status AS charge FROM attempts a JOIN charges c ON c.id = a.charge_id
         WHERE a.merchant_id = $1 AND a.status = 'manual'`,
        [world.merchant.id],
      );
      expect(late).toMatchObject({ charge: 'blocked' });
      expect(others).toEqual([]);
      return late!.public_id;
    };
    const sayNotPaid = async () => {
      const evidence = 'The bank has seen nothing of it, and neither has the statement.';
      await world.post(`/v1/ops/manual/${await waiting()}/resolve`, {
        outcome: 'not_paid',
        evidence,
        by: 'Noura',
      });
    };
    // Far beyond the last step of the ladder, and before the next period.
    await world.advanceTo('2027-03-05T06:00:00Z');
    await waiting();
    expect(await world.subscription(id)).toMatchObject({ status: 'past_due' });
    expect(await world.timeline(id)).toContain('attempt.manual');
    expect((await truth(world)).charges.filter(({ captured }) => captured !== '0.000')).toHaveLength(1);
    await sayNotPaid();
    // Another word of the platform is another case, and decided as the first one was.
    await world.clearFaults();
    await world.fault({ endpoint: 'retrieve', order_no }, says('2.000'), { times: null });
    await world.advanceBy({ hours: 2 });
    await sayNotPaid();
    // What a person has judged stands in nobody's way, though the platform goes on saying it.
    await world.advanceTo('2027-03-06T06:00:00Z');
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid']);
    await world.clearFaults();
    await proveTheEnd(world);
  });
});

describe('a decline', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
  });
  afterEach(() => world.end());
  afterAll(() => engine.stop());

  it('is looked at again after 24 and after 72 hours, also when a webhook about it came before', async () => {
    await world.setPlatform({ mit_webhook: true });
    await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '43' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    await world.rest();
    const looks = () =>
      engine.sql<{ at: Date | null }>(
        `SELECT next_check_at AS at FROM attempts WHERE merchant_id = $1 AND status = 'declined'`,
        [world.merchant.id],
      );
    expect(await looks()).toEqual([{ at: new Date('2027-02-11T06:00:00Z') }]);
    await world.advanceTo('2027-02-11T06:00:00Z');
    expect(await looks()).toEqual([{ at: new Date('2027-02-13T06:00:00Z') }]);
    await world.advanceTo('2027-02-13T06:00:00Z');
    expect(await looks()).toEqual([{ at: null }]);
  });

  it('that turns out to be paid after another card was charged is no breach of the distance', async () => {
    await setSurplusHandling(world, 'hold');
    const subscription = await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    const { order_no } = (await books(world)).attempts.at(-1)!;
    await world.advanceTo('2027-02-10T07:00:00Z');
    await giveNewCard(world, subscription, 'approved_mastercard');
    await world.rest();
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid']);
    const paid = { type: 'wrong_echo', fields: { state: 'paid', result: 'success' } };
    await world.fault({ endpoint: 'retrieve', order_no }, paid, { times: null });
    await world.advanceTo('2027-02-11T06:00:00Z');
    expect(await world.timeline(subscription.id)).toContain('attempt.surplus');
    expectAlarms(world, 1);
    await assertAuditFindsNothing(world);
  });

  it('is not the only one: what was never sent as far as anybody knew, and was sent again, may be paid late as well', async () => {
    await setSurplusHandling(world, 'hold');
    const subscription = await world.subscriber();
    await world.fault(
      { endpoint: 'auto_debit' },
      { type: 'error_before', status: 429, retry_after_seconds: 600 },
    );
    await world.advanceTo('2027-02-10T06:10:00Z');
    const [abandoned, paid] = (await books(world)).attempts.slice(-2);
    expect([abandoned, paid]).toMatchObject([{ status: 'abandoned' }, { status: 'succeeded' }]);
    expect(paid!.sent_at!.getTime() - abandoned!.sent_at!.getTime()).toBeLessThan(20 * 3_600_000);
    const { order_no } = abandoned!;
    await world.fault({ endpoint: 'retrieve', order_no }, { type: 'wrong_echo', fields: { state: 'paid', result: 'success' } }, { times: null }); // prettier-ignore
    await world.advanceTo('2027-02-11T07:00:00Z');
    expect(await world.timeline(subscription.id)).toContain('attempt.surplus');
    expectAlarms(world, 1);
    await assertAuditFindsNothing(world);
    // Known to be unpaid a minute later only, it would have been a second charge beside one that was under way.
    await engine.sql(`UPDATE attempts SET unpaid_at = $2::timestamptz + interval '1 minute' WHERE order_no = $1`, [order_no, paid!.sent_at]); // prettier-ignore
    await expect(assertAuditFindsNothing(world)).rejects.toThrow('charges-keep-their-distance');
  });
});
