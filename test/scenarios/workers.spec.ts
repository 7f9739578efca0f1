import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { books, invoiceStatuses, truth } from './support/books.js';
import {
  assertBooksEqualTruth,
  assertLedgerBalances,
  assertPeriodsTile,
  proveTheEnd,
} from './support/proofs.js';

const MANY = 60;
const SPACING_MS = 20 * 3_600_000;

describe('two workers on one database', () => {
  let one: InProcessEngine;
  let other: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    one = await InProcessEngine.start();
    other = await InProcessEngine.start({ databaseUrl: one.databaseUrl });
  });
  beforeEach(async () => {
    world = await World.begin(one, '2027-05-01T06:00:00Z');
  });
  afterAll(async () => {
    await other.stop();
    await one.stop();
  });
  afterEach(() => world.end());

  /** Both at once, again and again, until neither finds anything. */
  async function race(): Promise<void> {
    for (let round = 0; round < 100; round++) {
      const done = await Promise.all([world.round(one), world.round(other)]);
      if (done[0] + done[1] === 0) return;
    }
    throw new Error('The race does not end');
  }

  async function subscribers(count: number, interval: 'day' | 'month'): Promise<void> {
    const price = await world.createPrice({ interval });
    const open = async () => world.subscribe(await world.createCustomer(), price);
    const all: Subscription[] = await Promise.all(Array.from({ length: count }, open));
    await Promise.all(all.map((subscription) => world.payOnPage(subscription)));
    await world.rest();
  }

  it(`bill and charge ${MANY} due subscriptions once each, whoever comes first`, async () => {
    await subscribers(MANY, 'month');
    // A fifth of the answers is lost, so that they also race in finding out.
    const lost = { endpoint: 'auto_debit' };
    await world.control('POST', '/control/faults', {
      match: lost,
      action: { type: 'drop_after' },
      times: null,
      probability: 0.2,
    });
    await world.jumpTo('2027-06-01T06:00:00Z');
    await race();
    await world.clearFaults();
    await world.jumpTo('2027-06-01T06:02:00Z');
    await race();
    // So much silence may have opened the gateway's breaker; by now one charge may try again.
    await world.jumpTo('2027-06-01T06:20:00Z');
    await race();
    expect(await invoiceStatuses(world)).toEqual(Array.from({ length: 2 * MANY }, () => 'paid'));
    expect((await truth(world)).charges).toHaveLength(2 * MANY);
    expect(other.errors).toEqual([]);
    await proveTheEnd(world);
  });

  it('collect the missed days of a subscription one at a time', async () => {
    await subscribers(12, 'day');
    await world.jumpTo('2027-05-04T18:00:00Z');
    await race();
    // Three more periods of each are due at this moment: more than one worker takes at once.
    await world.jumpTo('2027-05-05T14:00:00Z');
    await race();
    for (const sent of (await chargesBySubscription()).values()) {
      expect(sent).toHaveLength(2);
      expect(sent[1]! - sent[0]!).toBeGreaterThanOrEqual(SPACING_MS);
    }
    // They go on being collected, a charge each 20 hours: no end to prove here, but the books of this moment.
    await assertBooksEqualTruth(world);
    await assertLedgerBalances(world);
    await assertPeriodsTile(world);
    expect([...one.errors, ...other.errors]).toEqual([]);
  });

  async function chargesBySubscription(): Promise<Map<bigint, number[]>> {
    const { attempts, invoices } = await books(world);
    const sent = new Map<bigint, number[]>();
    for (const { invoice_id, sent_at } of attempts.filter(({ kind }) => kind === 'mit')) {
      const { subscription_id } = invoices.find(({ id }) => id === invoice_id)!;
      sent.set(subscription_id, [...(sent.get(subscription_id) ?? []), sent_at!.getTime()]);
    }
    return sent;
  }
});
