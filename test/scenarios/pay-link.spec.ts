import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { invoiceStatuses, truth } from './support/books.js';
import { events, follow, invoiceId, led, payable, payAt, payLink, sessions, tries } from './support/links.js';
import { proveTheEnd } from './support/proofs.js';

const DUE = '2027-02-10T06:00:00Z';

describe('the link of an invoice', () => {
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

  /** A subscription whose renewal was declined on 10 February; the first retry is a day later. */
  async function pastDue(card?: string): Promise<Subscription> {
    const subscription = await world.subscriber(card === undefined ? {} : { card });
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' });
    await world.advanceTo(DUE);
    return subscription;
  }

  const standing = async ({ id, customer }: Subscription) => [
    (await world.subscription(id)).status,
    await world.access(customer),
  ];
  const retriesUsed = async () =>
    (
      await engine.sql<{ retries_used: number; next_action: string | null }>(
        `SELECT retries_used, next_action FROM charges WHERE merchant_id = $1 ORDER BY id DESC LIMIT 1`,
        [world.merchant.id],
      )
    )[0]!;

  it('is the same however often it is asked for, and leads to the same session until that is paid', async () => {
    const subscription = await pastDue();
    const link = await payLink(world);
    expect(await payLink(world)).toBe(link);
    const page = await led(link);
    await world.advanceBy({ hours: 1 });
    expect(await led(link)).toBe(page);
    // The declined charge's own session was closed first: nobody could pay on two.
    expect(await payable(world)).toHaveLength(1);
    await payAt(page);
    await world.rest();
    expect(await standing(subscription)).toEqual(['active', 'full']);
    expect(await tries(world)).toEqual(['cit succeeded', 'mit declined', 'cit succeeded']);
    expect((await follow(link)).notice).toBe('paid');
    expect((await world.call('POST', `/v1/invoices/${await invoiceId(world)}/pay-link`, {})).status).toBe(
      409,
    );
    await proveTheEnd(world);
  });

  it('is closed before the saved card is tried again, when nobody paid there', async () => {
    await pastDue();
    await world.advanceTo('2027-02-11T05:50:00Z');
    const link = await payLink(world);
    const page = await led(link);
    // Due at six; who came ten minutes before has five more.
    await world.advanceTo('2027-02-11T06:04:59Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit declined', 'cit ready']);
    await world.advanceTo('2027-02-11T06:05:00Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit declined', 'cit abandoned', 'mit succeeded']);
    const opened = (await sessions(world)).find(({ session_id }) => page.includes(session_id));
    expect(opened!.state).toBe('expired');
    expect((await follow(link)).notice).toBe('paid');
    expect(await events(world, 'attempt.page_closing')).toHaveLength(1);
    await proveTheEnd(world);
  });

  it('on which the customer has paid, and nobody told us, keeps the saved card from being charged', async () => {
    const subscription = await pastDue();
    const page = await led(await payLink(world));
    await payAt(page);
    // As if no webhook had ever come: the next look is the retry's own.
    await engine.sql(
      `UPDATE attempts SET next_check_at = '2027-02-12T00:00:00Z' WHERE merchant_id = $1 AND status = 'ready'`,
      [world.merchant.id],
    );
    await world.advanceTo('2027-02-11T06:00:00Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit declined', 'cit succeeded']);
    expect((await truth(world)).charges).toHaveLength(2);
    expect(await standing(subscription)).toEqual(['active', 'full']);
    await proveTheEnd(world);
  });

  it('on which the customer is paying this minute lets the retry wait', async () => {
    const subscription = await pastDue();
    await world.advanceTo('2027-02-11T05:40:00Z');
    const link = await payLink(world);
    await world.fault({ endpoint: 'pay' }, { type: 'force_outcome', outcome: 'approve_late', minutes: 30 });
    await payAt(await led(link));
    await world.advanceTo('2027-02-11T06:09:00Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit declined', 'cit ready']);
    expect((await follow(link)).notice).toBe('checking');
    await world.advanceTo('2027-02-11T08:00:00Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit declined', 'cit succeeded']);
    expect(await standing(subscription)).toEqual(['active', 'full']);
    await proveTheEnd(world);
  });

  it('says in the language of the customer that a payment is being checked, and opens nothing', async () => {
    await world.subscriber({ card: 'then_no_answer_paid' });
    await world.advanceTo(DUE);
    expect(await tries(world)).toEqual(['cit succeeded', 'mit unknown']);
    const link = await payLink(world);
    const before = await sessions(world);
    const { status, notice, html, headers } = await follow(link);
    expect({ status, notice }).toEqual({ status: 200, notice: 'checking' });
    expect(html).toContain('<html lang="ar" dir="rtl">');
    expect(html).toContain('لا يلزمك دفع أي مبلغ الآن');
    expect(html).not.toMatch(/9\.500|KWD|نورة|noura@/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(await sessions(world)).toEqual(before);
    await world.advanceTo('2027-02-10T09:00:00Z');
    expect((await follow(link)).notice).toBe('paid');
    await proveTheEnd(world);
  });

  it('on which a card is declined uses up no retry, and the same page takes the next card', async () => {
    const subscription = await pastDue();
    const link = await payLink(world);
    const page = await led(link);
    const before = await retriesUsed();
    await payAt(page, 'stolen');
    await world.rest();
    expect(await led(link)).toBe(page);
    expect(await retriesUsed()).toEqual(before);
    await world.advanceTo('2027-02-11T06:00:00Z');
    // Closed because the retry is due; that a late yes may follow its decline is waited for.
    expect(await tries(world)).toEqual(['cit succeeded', 'mit declined', 'cit fenced']);
    await world.advanceTo('2027-02-11T08:00:00Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit declined', 'cit declined', 'mit succeeded']);
    // Another card's "never again" says nothing about the saved one.
    expect(await standing(subscription)).toEqual(['active', 'full']);
    await proveTheEnd(world);
  });

  it('on which the saved card itself is refused for ever leaves nothing to retry', async () => {
    const subscription = await pastDue();
    await world.fault({ endpoint: 'pay' }, { type: 'force_decline', code: '43' });
    await payAt(await led(await payLink(world)));
    await world.advanceTo('2027-02-20T06:00:00Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit declined', 'cit declined']);
    const cards = await engine.sql(`SELECT status FROM cards WHERE merchant_id = $1`, [world.merchant.id]);
    expect(cards).toEqual([{ status: 'refused' }]);
    expect(await events(world, 'card.refused')).toMatchObject([{ reason: expect.any(String), card: {} }]);
    expect(await standing(subscription)).toEqual(['past_due', 'restricted']);
    await world.advanceTo('2027-03-03T06:00:00Z');
    expect(await standing(subscription)).toEqual(['canceled', 'none']);
    await proveTheEnd(world);
  });

  it('revives a subscription that dunning had left unpaid', async () => {
    const terms = { retry_days: [1], grace_days: 1, final_day: 2, final_action: 'unpaid' };
    await world.post('/v1/dunning-policies', { name: 'Short', is_default: true, ...terms });
    const subscription = await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' }, { times: 2 });
    await world.advanceTo('2027-02-12T06:00:00Z');
    expect(await standing(subscription)).toEqual(['unpaid', 'restricted']);
    expect(await invoiceStatuses(world)).toEqual(['paid', 'uncollectible']);
    await payAt(await led(await payLink(world)));
    await world.rest();
    expect(await standing(subscription)).toEqual(['active', 'full']);
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid']);
    await proveTheEnd(world);
  });

  it('is closed before the last step of dunning is taken, and says after it that nothing is due', async () => {
    const subscription = await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '43' });
    await world.advanceTo('2027-03-03T05:59:00Z');
    const link = await payLink(world);
    await led(link);
    await world.advanceTo('2027-03-03T06:13:59Z');
    expect(await standing(subscription)).toEqual(['past_due', 'restricted']);
    await world.advanceTo('2027-03-03T06:14:00Z');
    expect(await standing(subscription)).toEqual(['canceled', 'none']);
    expect(await payable(world)).toEqual([]);
    expect((await follow(link)).notice).toBe('nothing_due');
    await proveTheEnd(world);
  });

  it('is closed by a cancel, which waits for it', async () => {
    const subscription = await pastDue();
    const link = await payLink(world);
    await led(link);
    expect(await world.cancel(subscription.id, 'now')).toMatchObject({ cancel_pending: true });
    expect((await follow(link)).notice).toBe('checking');
    await world.rest();
    expect(await standing(subscription)).toEqual(['canceled', 'none']);
    expect(await payable(world)).toEqual([]);
    expect((await follow(link)).notice).toBe('nothing_due');
    await proveTheEnd(world);
  });

  it('is closed when the money comes from elsewhere after all', async () => {
    await world.subscriber();
    // Silent for longer than anybody waits, and then approved: found by the look after 24 hours.
    const late = { type: 'force_outcome', outcome: 'approve_late', minutes: 24.5 * 60 };
    await world.fault({ endpoint: 'auto_debit' }, late);
    await world.advanceTo('2027-02-10T08:00:00Z');
    await engine.sql(
      `UPDATE charges SET next_action_at = '2027-02-15T00:00:00Z' WHERE merchant_id = $1 AND status = 'scheduled'`,
      [world.merchant.id],
    );
    await world.advanceTo('2027-02-11T06:20:00Z');
    const link = await payLink(world);
    await led(link);
    await world.advanceTo('2027-02-11T07:04:00Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit succeeded', 'cit abandoned']);
    expect(await payable(world)).toEqual([]);
    expect((await follow(link)).notice).toBe('paid');
    await proveTheEnd(world);
  });

  it('of a subscription that has not begun leads to its first payment', async () => {
    const subscription = await world.subscribe(await world.createCustomer(), await world.createPrice());
    const link = await payLink(world);
    expect(await led(link)).toBe(subscription.checkout!.url);
    await payAt(await led(link));
    await world.rest();
    expect((await world.subscription(subscription.id)).status).toBe('active');
    expect((await follow(link)).notice).toBe('paid');
    await proveTheEnd(world);
  });

  it('says so when the platform cannot open a page, and opens it when it can again', async () => {
    await pastDue();
    const link = await payLink(world);
    await world.fault({ endpoint: 'create' }, { type: 'error_before', status: 503 });
    const { status, notice, headers } = await follow(link);
    expect([status, notice, headers.get('retry-after')]).toEqual([503, 'unavailable', '60']);
    await payAt(await led(link));
    await world.rest();
    expect(await tries(world)).toEqual(['cit succeeded', 'mit declined', 'cit abandoned', 'cit succeeded']);
    await proveTheEnd(world);
  });
});
