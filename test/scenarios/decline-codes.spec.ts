import { InProcessEngine } from '../support/in-process-engine.js';
import { type Customer, type Subscription, World } from '../support/world.js';
import { books } from './support/books.js';
import { invoiceId, led, payAt, payLink } from './support/links.js';
import { proveTheEnd } from './support/proofs.js';

describe('the reason of a decline', () => {
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

  const decline = (code: string, times: number | null = null) =>
    world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code }, { times });
  const status = async ({ id }: Subscription) => (await world.subscription(id)).status;
  const types = (type: string) =>
    engine.sql<{ data: Record<string, unknown> }>(
      `SELECT data FROM events WHERE merchant_id = $1 AND type = $2 ORDER BY id`,
      [world.merchant.id, type],
    );
  const renewals = async () =>
    (await books(world)).attempts
      .filter(({ kind, sent_at }) => kind === 'mit' && sent_at !== null)
      .map((one) => `${one.sent_at!.toISOString().slice(0, 16)} ${one.status}`);

  /** One more subscription of the customer, paid with the same card. */
  async function another(customer: Customer): Promise<Subscription> {
    const subscription = await world.subscribe(customer, await world.createPrice());
    await world.payOnPage(subscription);
    await world.rest();
    return world.subscription(subscription.id);
  }

  /** A Mastercard that pays one subscription is declined on the page of another one of its customer, whose Visa was. */
  async function usedBesideIts(code: string): Promise<Subscription> {
    const { customer } = await world.subscriber();
    await decline('05', 1);
    await world.advanceTo('2027-02-10T06:00:00Z');
    const other = await world.subscribe({ id: customer }, await world.createPrice());
    await world.payOnPage(other, 'approved_mastercard');
    await world.rest();
    await world.fault({ endpoint: 'pay' }, { type: 'force_decline', code });
    await payAt(await led(await payLink(world, await invoiceId(world, 1))), 'approved_mastercard');
    await world.advanceTo('2027-04-01T06:00:00Z');
    return other;
  }

  it('that is "never again" ends the card for every subscription: a charge planned for the same minute is not sent', async () => {
    const customer = await world.createCustomer();
    const [first, second] = [await another(customer), await another(customer)];
    expect(second.card).toBe(first.card);
    await decline('43');
    await world.advanceTo('2027-03-03T06:02:00Z');
    expect(await renewals()).toEqual(['2027-02-10T06:00 declined']);
    for (const one of [first, second]) expect(await status(one)).toBe('canceled');
    expect(await types('card.refused')).toHaveLength(1);
    await proveTheEnd(world);
  });

  it('that is "never again" on the page of one subscription ends the saved card of another one that was used there', async () => {
    const other = await usedBesideIts('43');
    const statuses = `SELECT brand, status FROM cards WHERE merchant_id = $1 ORDER BY id`;
    expect(await engine.sql(statuses, [world.merchant.id])).toEqual([
      { brand: 'VISA', status: 'active' },
      { brand: 'MASTERCARD', status: 'refused' },
    ]);
    // Only the card that was refused is left alone: nothing was asked of it again.
    expect([await status(other), await world.access(other.customer)]).toEqual(['canceled', 'full']);
    const asked = `SELECT count(*)::int FROM attempts WHERE merchant_id = $1 AND kind = 'mit'
      AND card_id = (SELECT id FROM cards WHERE merchant_id = $1 AND brand = 'MASTERCARD')`;
    expect(await engine.sql(asked, [world.merchant.id])).toEqual([{ count: 0 }]);
    await proveTheEnd(world);
  });

  it('that is "never again" for Visa alone, on the page of an invoice, leaves a saved Mastercard that was used there', async () => {
    const other = await usedBesideIts('12');
    const judged = `SELECT decline_class FROM attempts WHERE merchant_id = $1 AND kind = 'cit' AND status = 'declined'`;
    expect(await engine.sql(judged, [world.merchant.id])).toEqual([{ decline_class: 'soft' }]);
    expect([await status(other), await types('card.refused')]).toEqual(['active', []]);
    await proveTheEnd(world);
  });

  it('that is soft makes the same card rest for the other subscription, too', async () => {
    const customer = await world.createCustomer();
    const [first, second] = [await another(customer), await another(customer)];
    await decline('51', 1);
    await world.advanceTo('2027-02-12T06:00:00Z');
    // The other charge waits for the answer, and then for the card to have rested for 20 hours.
    expect(await renewals()).toEqual([
      '2027-02-10T06:00 declined',
      '2027-02-11T02:00 succeeded',
      '2027-02-11T06:00 succeeded',
    ]);
    for (const one of [first, second]) expect(await status(one)).toBe('active');
    await proveTheEnd(world);
  });

  it('lets two subscriptions of one card be charged one after the other, when nothing is wrong', async () => {
    const customer = await world.createCustomer();
    await another(customer);
    await another(customer);
    await world.advanceTo('2027-02-10T06:05:00Z');
    expect(await renewals()).toEqual(['2027-02-10T06:00 succeeded', '2027-02-10T06:01 succeeded']);
    await proveTheEnd(world);
  });

  it('with Mastercard’s advice to wait is not obeyed for a Visa card', async () => {
    await world.subscriber({ card: 'approved_visa' });
    // The platform sends advice 02 with this code: 72 hours.
    await decline('51', 1);
    await world.advanceTo('2027-02-11T06:00:00Z');
    expect(await renewals()).toEqual(['2027-02-10T06:00 declined', '2027-02-11T06:00 succeeded']);
    await proveTheEnd(world);
  });

  it('with advice 03 ends a Mastercard whose code alone would be soft', async () => {
    const subscription = await world.subscriber({ card: 'approved_mastercard' });
    await decline('46');
    await world.advanceTo('2027-03-03T06:00:00Z');
    expect(await renewals()).toEqual(['2027-02-10T06:00 declined']);
    expect(await status(subscription)).toBe('canceled');
    expect(await types('card.refused')).toHaveLength(1);
    await proveTheEnd(world);
  });

  it('that waits longer than the ladder does not charge after its end', async () => {
    const policy = { retry_days: [1], grace_days: 1, final_day: 3, final_action: 'cancel' };
    await world.post('/v1/dunning-policies', { name: 'Short', is_default: true, ...policy });
    const subscription = await world.subscriber({ card: 'approved_mastercard' });
    await decline('51');
    await world.advanceTo('2027-02-13T06:00:00Z');
    expect(await status(subscription)).toBe('canceled');
    expect(await renewals()).toEqual(['2027-02-10T06:00 declined']);
    await proveTheEnd(world);
  });

  describe('that is the merchant’s own', () => {
    it('is told to the merchant, costs the customer nothing, and is paid once it is repaired', async () => {
      const subscription = await world.subscriber();
      await decline('03', 2);
      await world.advanceTo('2027-02-11T05:00:00Z');
      expect([await status(subscription), await world.access(subscription.customer)]).toEqual([
        'active',
        'full',
      ]);
      await world.advanceTo('2027-02-12T06:00:00Z');
      expect(await renewals()).toEqual([
        '2027-02-10T06:00 declined',
        '2027-02-11T06:00 declined',
        '2027-02-12T06:00 succeeded',
      ]);
      const timeline = await world.timeline(subscription.id);
      expect(timeline).not.toContain('dunning.planned');
      expect(timeline).not.toContain('dunning.mail_due');
      expect(timeline).not.toContain('subscription.past_due');
      const told = await types('gateway.misconfigured');
      expect(told.map(({ data }) => data)).toMatchObject([
        { gateway: 'credit-card', held_until: null },
        { gateway: 'credit-card', held_until: null },
      ]);
      await proveTheEnd(world);
    });

    it('three times in a row holds all charges of the gateway for an hour', async () => {
      for (let i = 0; i < 3; i++) await world.subscriber();
      await world.advanceTo('2027-01-10T06:30:00Z');
      await world.subscriber();
      // All three are refused at the same moment: none of them sees the others unless they take turns.
      await decline('58', 3);
      await world.advanceTo('2027-02-10T06:59:00Z');
      expect(await renewals()).toHaveLength(3);
      const [, , last] = await types('gateway.misconfigured');
      const held_until = '2027-02-10T07:00:00.000Z';
      expect(last!.data.held_until).toBe(held_until);
      const held_reason = expect.stringContaining("refused the merchant's account 3 times");
      const breakers = () => world.get<{ data: object[] }>('/v1/ops/breakers');
      const gateway = { gateway: 'credit-card', state: 'closed', held_until, held_reason };
      expect((await breakers()).data).toMatchObject([gateway]);
      await world.advanceTo('2027-02-10T07:00:00Z');
      expect((await renewals())[3]).toBe('2027-02-10T07:00 succeeded');
      expect((await breakers()).data).toEqual([]);
      await world.advanceTo('2027-02-11T07:00:00Z');
      expect((await renewals()).filter((one) => one.endsWith('succeeded'))).toHaveLength(4);
      await proveTheEnd(world);
    });

    it('for a week is a person’s to look at, and the customer is still as good as paid', async () => {
      const subscription = await world.subscriber();
      await decline('03');
      await world.advanceTo('2027-02-20T06:00:00Z');
      expect(await renewals()).toHaveLength(7);
      const [charge] = (await world.get<{ data: { status: string }[] }>('/v1/charges?limit=1')).data;
      expect(charge!.status).toBe('blocked');
      expect([await status(subscription), await world.access(subscription.customer)]).toEqual([
        'active',
        'full',
      ]);
      await proveTheEnd(world);
    });
  });
});
