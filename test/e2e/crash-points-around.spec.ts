import { CARDS, payByHttp } from '../support/hosted-page.js';
import { gone } from '../support/processes.js';
import { waitFor } from '../support/wait.js';
import {
  DAYS_LATER,
  expectPaidMonths,
  LastingStage,
  openWithSubscriber,
  paidMonths,
  recover,
  renewal,
} from './support/crashes.js';
import { Stage, STORY_MS } from './support/stage.js';

describe('A process that is killed around a charge that was made', () => {
  const stages = new LastingStage(openWithSubscriber);

  afterAll(() => stages.strike());

  test.each(['after-answer', 'inside-settle', 'after-settle'] as const)(
    'and declined, at %s, tries again on its day and has taken the month once in the end',
    (crashPoint) =>
      stages.tell(async (stage) => {
        const { engine, shop, books } = stage;
        const paid = await paidMonths(stage);
        const declined = () => books.query(`SELECT FROM attempts WHERE status = 'declined'`);
        const before = (await declined()).length;
        const action = { type: 'force_decline', code: '51' };
        await engine.simulator.post('/control/faults', { match: { endpoint: 'auto_debit' }, action });
        await engine.diesNextAt(crashPoint);
        await shop.sendClockTo(renewal(paid, DAYS_LATER));
        await recover(stage);
        await shop.clockAtRest();
        await expectPaidMonths(stage, paid + 1);
        expect(await declined()).toHaveLength(before + 1);
        await shop.advanceTo(renewal(paid + 1, { hours: 1 }));
        await expectPaidMonths(stage, paid + 2);
      }),
    STORY_MS,
  );

  test(
    'and twice more while it finds out what became of it, books it once',
    () =>
      stages.tell(async (stage) => {
        const paid = await paidMonths(stage);
        await stage.engine.diesNextAt('after-answer');
        await stage.shop.sendClockTo(renewal(paid, DAYS_LATER));
        await recover(stage, { CRASH_AT: 'inside-settle:1' });
        await recover(stage, { CRASH_AT: 'after-settle:1' });
        await recover(stage);
        await stage.shop.clockAtRest();
        await expectPaidMonths(stage, paid + 1);
      }),
    STORY_MS,
  );

  test(
    'by a power cut that takes the platform with it, books it once',
    () =>
      stages.tell(async (stage) => {
        const { engine, shop } = stage;
        const paid = await paidMonths(stage);
        await engine.diesNextAt('after-answer');
        await shop.sendClockTo(renewal(paid, DAYS_LATER));
        await engine.died();
        process.kill(engine.simulatorPid!, 'SIGKILL');
        await gone(engine.simulatorPid!);
        await recover(stage);
        await shop.clockAtRest();
        await expectPaidMonths(stage, paid + 1);
      }),
    STORY_MS,
  );
});

describe('A process that is killed while it migrates a plan', () => {
  let stage: Stage;

  afterEach(() => stage.strike());

  test(
    'goes on with those that are left, and each is changed once and charged once for it',
    async () => {
      stage = await Stage.set({ CRASH_AT: 'inside-migration:2' });
      const { shop, books } = stage;
      await shop.open();
      await shop.newSubscribers(4);
      const { plan } = await shop.api.get<{ plan: string }>(`/v1/prices/${shop.price}`);
      const dearer = { currency: 'KWD', amount: '12.600', interval: 'month' };
      await shop.api.post(`/v1/plans/${plan}/versions`, { prices: [dearer] });
      const body = { to_version: 2, when: 'now', dry_run: false };
      const { id } = await shop.api.post<{ id: string }>(`/v1/plans/${plan}/migrations`, body, {
        'idempotency-key': 'to-2',
      });
      await recover(stage, { CRASH_AT: 'after-migration:1' });
      await recover(stage, { CRASH_AT: 'inside-migration:1' });
      await recover(stage);
      await waitFor(
        'the migration to be done',
        () => shop.api.get<{ state: string }>(`/v1/plan-migrations/${id}`),
        ({ state }) => state === 'done',
      );
      // What the dead had sent is found out within days, after every wait of a charge in doubt.
      await shop.advanceBy({ days: 6 });
      await waitFor(
        'every charge to be settled',
        () => books.unfinished(),
        (left) => left.length === 0,
      );
      const changed = await books.query<{ changes: string; invoices: string }>(
        `SELECT (SELECT count(*) FROM events e WHERE e.subscription_id = s.id AND e.type = 'subscription.changed') AS changes,
                (SELECT count(*) FROM invoices i WHERE i.subscription_id = s.id AND i.kind = 'change') AS invoices
         FROM subscriptions s`,
      );
      expect(changed).toEqual(Array(4).fill({ changes: '1', invoices: '1' }));
      await expectPaidMonths(stage, 8);
    },
    STORY_MS,
  );
});

/** Two more months, each paid once; then the customer leaves, and the stage to the next story. */
async function expectRenewals(stage: Stage, id: string, paid: number): Promise<void> {
  const { shop } = stage;
  await shop.activated(id);
  await expectPaidMonths(stage, paid + 1);
  await shop.advanceBy({ days: 63 });
  await expectPaidMonths(stage, paid + 3);
  await shop.api.post(`/v1/subscriptions/${id}/cancel`, { when: 'now' });
}

describe('A process that is killed while it', () => {
  const stages = new LastingStage(({ shop }) => shop.open());

  afterAll(() => stages.strike());

  test.each(['after-claim', 'after-session'] as const)(
    'opens a page for the first payment, at %s, opens another when the same request comes again',
    (crashPoint) =>
      stages.tell(async (stage) => {
        const { engine, shop } = stage;
        const paid = await paidMonths(stage);
        const { body, headers } = shop.order(await shop.newCustomer());
        await engine.diesNextAt(crashPoint);
        await expect(shop.api.post('/v1/subscriptions', body, headers)).rejects.toThrow('fetch failed');
        await recover(stage);
        // Somebody may still be opening the first page, for all that the engine knows.
        const tooSoon = await shop.api.send('POST', '/v1/subscriptions', body, headers);
        expect(tooSoon).toMatchObject({ status: 409, body: { code: 'conflict' } });
        await shop.advanceBy({ minutes: 6 });
        const { id, checkout } = await shop.api.post('/v1/subscriptions', body, headers);
        await payByHttp(checkout.url, CARDS.approved);
        await expectRenewals(stage, id, paid);
      }),
    STORY_MS,
  );

  test.each(['webhook-stored', 'inside-settle', 'after-settle'] as const)(
    'learns of the first payment, at %s, activates the subscription when it is back',
    (crashPoint) =>
      stages.tell(async (stage) => {
        const { engine, shop } = stage;
        const paid = await paidMonths(stage);
        const { id, checkout } = await shop.subscribe(await shop.newCustomer());
        await engine.diesNextAt(crashPoint);
        await payByHttp(checkout!.url, CARDS.approved);
        await recover(stage);
        await expectRenewals(stage, id, paid);
      }),
    STORY_MS,
  );
});
