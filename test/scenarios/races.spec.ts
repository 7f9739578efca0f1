import { randomUUID } from 'node:crypto';
import { RunDue } from '../../src/modules/auto-debit/use-cases/run-due.js';
import { type Message, send } from '../integration/webhooks/messages.js';
import { Chance } from '../support/chance.js';
import { InProcessEngine } from '../support/in-process-engine.js';
import { waitFor } from '../support/wait.js';
import { type Subscription, World } from '../support/world.js';
import { balance, refunds } from './support/books.js';
import {
  expectAlarms,
  moved,
  operateAtPlatform,
  operationWebhookUrl,
  payTwice,
  refundAtPlatform,
} from './support/giving-back.js';
import { payAt, sessions, tries } from './support/links.js';
import { proveTheEnd } from './support/proofs.js';

/** Chance decides in which order things come; the same seed decides the same. */
const SEED = process.env.RACES_SEED ?? randomUUID().slice(0, 8);
const RENEWAL = '2027-02-10T06:00:00Z';
const LONG_MS = 60_000;

interface Charge {
  id: string;
  attempts: { id: string; status: string }[];
}

describe('at the same moment', () => {
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

  const count = async (type: string) =>
    (await engine.sql(`SELECT FROM events WHERE merchant_id = $1 AND type = $2`, [world.merchant.id, type]))
      .length;
  /** Answers to charges of this customer are held back from now on, until `release`. */
  const hold = (customer: string) =>
    world.control('POST', '/control/faults', {
      id: customer,
      match: { endpoint: 'auto_debit', customer_id: customer },
      action: { type: 'delay_after', ms: LONG_MS },
      times: null,
    });
  const release = (customer: string) =>
    fetch(`${world.simulator.url}/control/faults/${customer}`, { method: 'DELETE' });
  const ask = async () =>
    engine
      .get(RunDue)
      .ask({ kind: 'test_clock', merchantId: world.merchant.id }, new Date(await world.now()));
  /** Renewals, the oldest first, by customer. */
  const renewals = async () =>
    new Map(
      (
        await engine.sql<{ customer: string; status: string; settled_by: string | null }>(
          `SELECT c.public_id AS customer, a.status, a.settled_by FROM attempts a
           JOIN customers c ON c.merchant_id = a.merchant_id AND c.id = a.customer_id
           WHERE a.merchant_id = $1 AND a.kind = 'mit' ORDER BY a.id`,
          [world.merchant.id],
        )
      ).map((row) => [row.customer, `${row.status} ${row.settled_by}`]),
    );

  it('a refund of a payment and the late success of another try: neither gives back more than itself', async () => {
    await world.subscriber();
    await payTwice(world);
    const [charge] = (await world.get<{ data: Charge[] }>('/v1/charges')).data;
    await world.jumpTo('2027-02-13T07:04:00Z');
    const refund = (body: object) => world.call('POST', `/v1/charges/${charge!.id}/refund`, body);
    // The one that is believed unpaid turns into surplus in the midst of this.
    const unpaid = charge!.attempts.find(({ status }) => status === 'abandoned')!.id;
    const decide = () =>
      world.call('POST', `/v1/ops/surplus/${unpaid}/decide`, { handling: 'refund', reason: 'a race' });
    const asked = [
      {},
      { amount: '6.000' },
      { attempt: unpaid },
      { amount: '6.000' },
      {},
      { attempt: unpaid },
    ];
    for (let i = 0; i < 4; i++)
      await Promise.all([world.round(), ...asked.map(refund), world.round(), decide(), decide()]);
    await world.rest();
    expectAlarms(world, 1);
    const [first, kept, late] = await moved(world);
    expect([first, late]).toEqual([
      ['9.500', '0.000'],
      ['9.500', '9.500'],
    ]);
    expect(['6.000', '9.500']).toContain(kept![1]);
    // What is left after the 6.000 may be asked for by a later of them, as a refund of its own.
    const made = await refunds(world);
    expect([...new Set(made.map(({ status, sends }) => `${status} ${sends}`))]).toEqual(['succeeded 1']);
    expect(made.reduce((sum, { amount }) => sum + amount, 0n)).toBe(
      9_500n + BigInt(kept![1]!.replace('.', '')),
    );
    expect(await balance(world, 'surplus')).toBe(0n);
    await proveTheEnd(world);
  });

  it('a webhook and the answer that it tells of, in either order: settled once, by whoever comes first', async () => {
    await world.setPlatform({ mit_webhook: true });
    const all: Subscription[] = [];
    for (let i = 0; i < 6; i++) all.push(await world.subscriber());
    const [early, looked, late] = [all.slice(0, 2), all.slice(2, 4), all.slice(4)] as const;
    for (const { customer } of [...early, ...looked]) await hold(customer);
    for (const { customer } of late)
      await world.fault({ endpoint: 'webhook', customer_id: customer }, { type: 'lost' }, { times: 1 });
    await world.jumpTo(RENEWAL);
    const before = await stored();
    const charging = world.round();
    await waitFor('the webhooks that come first', stored, (now) => now === before + 4);
    await waitFor('answers to the others', renewals, (of) => late.every((s) => isPaid(of, s)));
    const outstanding = await renewals();
    for (const { customer } of [...early, ...looked]) expect(outstanding.get(customer)).toBe('sent null');
    // Asked at once because of the webhook; of two of them by another worker, as after a lease that ran out.
    await engine.sql(
      `UPDATE attempts a SET lease_until = now() - interval '1 second' FROM customers c
       WHERE a.merchant_id = $1 AND a.status = 'sent' AND c.merchant_id = a.merchant_id AND c.id = a.customer_id
         AND c.public_id = ANY ($2)`,
      [world.merchant.id, looked.map(({ customer }) => customer)],
    );
    await Promise.all([ask(), ask(), ask()]);
    await Promise.all([
      ...[...early, ...looked].map(({ customer }) => release(customer)),
      ...(await lost()).map(send),
      charging,
      ask(),
    ]);
    await world.rest();
    const settled = await renewals();
    expect(looked.map(({ customer }) => settled.get(customer))).toEqual(looked.map(() => 'succeeded look'));
    for (const { customer } of [...early, ...late]) expect(settled.get(customer)).toBe('succeeded answer');
    expect([await count('attempt.succeeded'), await stored()]).toEqual([12, before + 6]);
    await proveTheEnd(world);
  });

  it('a change of card and a charge of the old one: that charge stays what it was, the next is of the new card', async () => {
    const subscription = await world.subscriber();
    await hold(subscription.customer);
    await world.jumpTo(RENEWAL);
    const charging = world.round();
    await waitFor(
      'the charge to be on its way',
      renewals,
      (of) => of.get(subscription.customer) === 'sent null',
    );
    const setup = await world.post<{ url: string }>(`/v1/customers/${subscription.customer}/cards/setup`, {
      subscription: subscription.id,
    });
    await payAt(setup.url, 'approved_mastercard');
    for (let i = 0; i < 3; i++) await Promise.all([ask(), ask()]);
    expect(await cardOf(subscription)).toBe('MASTERCARD');
    await Promise.all([release(subscription.customer), charging, ask(), world.round()]);
    await world.rest();
    expect(await tries(world)).toEqual(['cit succeeded', 'mit succeeded']);
    expect(await renewals()).toEqual(new Map([[subscription.customer, 'succeeded answer']]));
    await world.advanceTo('2027-03-10T06:00:00Z');
    expect(await brands()).toEqual(['VISA', 'VISA', 'MASTERCARD']);
    await proveTheEnd(world);
  });

  it(`a hundred payment and operation webhooks of all kinds, in the order of RACES_SEED=${SEED}: each takes effect once`, async () => {
    const chance = new Chance(SEED, 'webhooks');
    await world.setPlatform({ operation_webhook_url: await operationWebhookUrl(world) });
    for (const endpoint of ['webhook', 'operation_webhook'])
      await world.fault({ endpoint }, { type: 'lost' }, { times: null });
    const paid = [await begun(), await begun()];
    await world.call('PUT', '/v1/merchant/routing', { currency: 'KWD', gateway: 'mpgs-authorize' });
    const held = [await begun(), await begun()];
    for (const subscription of [...paid, ...held]) await world.payOnPage(subscription);
    const orders = (await sessions(world)).map(({ order_no }) => order_no);
    await refundAtPlatform(world, orders[0]!, '2.000');
    await refundAtPlatform(world, orders[0]!, '3.000');
    await refundAtPlatform(world, orders[1]!);
    await operateAtPlatform(world, 'capture', orders[2]!);
    await operateAtPlatform(world, 'void', orders[3]!);
    const { deliveries } = await world.control<{ deliveries: Message[] }>('GET', '/control/webhooks');
    expect(deliveries).toHaveLength(9);
    // Each at least once, and the rest as chance has it.
    const drawn = Array.from({ length: 100 }, (_, i) => deliveries[i] ?? chance.pick(deliveries));
    for (let i = drawn.length - 1; i > 0; i--) {
      const j = chance.whole(0, i);
      [drawn[i], drawn[j]] = [drawn[j]!, drawn[i]!];
    }
    while (drawn.length > 0) {
      const together = drawn.splice(0, chance.whole(1, 20));
      const [statuses] = await Promise.all([
        Promise.all(together.map(send)),
        ...(chance.happens(0.5) ? [world.round(), world.round()] : []),
      ]);
      expect(new Set(statuses)).toEqual(new Set([200]));
    }
    await world.rest();
    // A refund that was told of before its payment is looked for less and less often.
    await world.advanceBy({ hours: 8 });
    expect(await tries(world)).toEqual([...Array<string>(3).fill('cit succeeded'), 'cit abandoned']);
    expect((await refunds(world)).map(({ amount, status }) => `${status} ${amount}`).sort()).toEqual([
      'succeeded 2000',
      'succeeded 3000',
      'succeeded 9500',
    ]);
    expect([await count('attempt.succeeded'), await count('refund.found')]).toEqual([3, 3]);
    await proveTheEnd(world);
  });

  const lost = async () =>
    (
      await world.control<{ deliveries: (Message & { outcome: string })[] }>('GET', '/control/webhooks')
    ).deliveries.filter(({ outcome }) => outcome === 'lost');
  const begun = async () => world.subscribe(await world.createCustomer(), await world.createPrice());
  const stored = async () =>
    (await engine.sql(`SELECT FROM inbound_webhooks WHERE merchant_id = $1`, [world.merchant.id])).length;
  const isPaid = (of: Map<string, string>, { customer }: Subscription) =>
    of.get(customer)?.startsWith('succeeded') ?? false;
  const cardOf = async ({ id, customer }: Subscription) => {
    const { card } = await world.subscription(id);
    const { data } = await world.get<{ data: { id: string; brand: string }[] }>(
      `/v1/customers/${customer}/cards`,
    );
    return data.find((one) => one.id === card)?.brand;
  };
  /** Of the cards that were charged, in that order, by what the platform moved. */
  const brands = async () => {
    const { charges } = await world.control<{ charges: { token: string }[] }>('GET', '/truth');
    const { cards } = await world.control<{ cards: { token: string; brand: string }[] }>(
      'GET',
      '/control/state',
    );
    return charges.map(({ token }) => cards.find((card) => card.token === token)!.brand);
  };
});
