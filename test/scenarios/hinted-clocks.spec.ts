import { RefundLooksRepository } from '../../src/modules/refunds/index.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { InProcessEngine } from '../support/in-process-engine.js';
import { waitFor } from '../support/wait.js';
import { type Subscription, World } from '../support/world.js';
import { proveTheEnd } from './support/proofs.js';

describe('a test clock waits where a webhook has in hand what is due, and does not walk past it:', () => {
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
  afterEach(() => world.end());
  afterAll(() => engine.stop());

  const firstDue = async (table: string, column: string, after: Date): Promise<Date> => {
    const [row] = await engine.sql<{ due: Date }>(
      `SELECT min(${column}) AS due FROM ${table} WHERE merchant_id = $1 AND ${column} > $2`,
      [world.merchant.id, after],
    );
    return row!.due;
  };

  async function paymentInDoubt(): Promise<void> {
    await world.fault({ endpoint: 'auto_debit' }, { type: 'drop_after' });
    await world.advanceTo('2027-02-10T06:00:30Z');
  }

  async function refundInDoubt(): Promise<void> {
    const { data } = await world.get<{ data: { id: string }[] }>('/v1/charges');
    await world.fault({ endpoint: 'operation', operation: 'refund' }, { type: 'drop_after' });
    await world.post(`/v1/charges/${data[0]!.id}/refund`, { amount: '4.000' });
    await world.rest();
  }

  async function tellOfRefund(): Promise<void> {
    const [attempt] = await engine.sql<{ id: string }>(`SELECT id FROM attempts WHERE merchant_id = $1`, [
      world.merchant.id,
    ]);
    const at = new Date((await world.now()).getTime() + 60_000);
    const looks = engine.get(RefundLooksRepository);
    await engine.get(UnitOfWork).run((tx) => looks.hint(tx, world.merchant.id, BigInt(attempt!.id), at));
  }

  async function openCardPage(): Promise<void> {
    await world.post(`/v1/customers/${subscription.customer}/cards/setup`, {
      subscription: subscription.id,
      return_url: 'https://shop.example/back',
    });
  }

  it.each<[string, string, string, () => Promise<void>]>([
    ['a payment in doubt', 'attempts', 'next_check_at', paymentInDoubt],
    ['a refund in doubt', 'refunds', 'next_action_at', refundInDoubt],
    ['a refund that somebody told of', 'refund_looks', 'due_at', tellOfRefund],
    ['a page on which a card is given', 'card_setups', 'next_check_at', openCardPage],
  ])('%s', async (_, table, column, begin) => {
    await begin();
    const due = await firstDue(table, column, await world.now());
    let commit = (): void => undefined;
    const hint = engine.get(UnitOfWork).run(async (tx) => {
      await tx.query(`SELECT FROM ${table} WHERE merchant_id = $1 FOR UPDATE`, [world.merchant.id]);
      await new Promise<void>((resolve) => (commit = resolve));
    });
    const walk = world.advanceTo(due);
    const waiting = () =>
      engine.sql(
        `SELECT FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1`,
        [`UPDATE ${table}%`],
      );
    await waitFor('the claim to wait', waiting, (rows) => rows.length > 0);
    commit();
    await Promise.all([hint, walk]);
    const left = await engine.sql(`SELECT FROM ${table} WHERE merchant_id = $1 AND ${column} <= $2`, [
      world.merchant.id,
      due,
    ]);
    expect(left).toEqual([]);
    await proveTheEnd(world);
  });
});
