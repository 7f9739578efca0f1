import { CARDS, payByHttp } from '../support/hosted-page.js';
import { gone } from '../support/processes.js';
import { DAYS_LATER, expectPaidMonths, NEXT_RENEWAL, openShopThatDies, recover } from './support/crashes.js';
import { waitFor } from '../support/wait.js';
import { type Stage, STORY_MS } from './support/stage.js';

let stage: Stage;

afterEach(() => stage.strike());

describe('A process that is killed around a charge that was made', () => {
  test.each(['after-answer:1', 'inside-settle:2', 'after-settle:2'])(
    'and declined, at %s, tries again on its day and has taken the month once in the end',
    async (crashAt) => {
      stage = await openShopThatDies(crashAt);
      await stage.shop.newSubscriber(CARDS.declinesOnce);
      await stage.shop.sendClockTo(DAYS_LATER);
      await recover(stage);
      await stage.shop.clockAtRest();
      await expectPaidMonths(stage, 2);
      await stage.shop.advanceTo(NEXT_RENEWAL);
      await expectPaidMonths(stage, 3);
    },
    STORY_MS,
  );

  test(
    'and twice more while it finds out what became of it, books it once',
    async () => {
      stage = await openShopThatDies('after-answer:1');
      await stage.shop.newSubscriber();
      await stage.shop.sendClockTo(DAYS_LATER);
      await recover(stage, { CRASH_AT: 'inside-settle:1' });
      await recover(stage, { CRASH_AT: 'after-settle:1' });
      await recover(stage);
      await stage.shop.clockAtRest();
      await expectPaidMonths(stage, 2);
    },
    STORY_MS,
  );

  test(
    'by a power cut that takes the platform with it, books it once',
    async () => {
      stage = await openShopThatDies('after-answer:1');
      await stage.shop.newSubscriber();
      await stage.shop.sendClockTo(DAYS_LATER);
      await stage.engine.died();
      process.kill(stage.engine.simulatorPid!, 'SIGKILL');
      await gone(stage.engine.simulatorPid!);
      await recover(stage);
      await stage.shop.clockAtRest();
      await expectPaidMonths(stage, 2);
    },
    STORY_MS,
  );
});

describe('A process that is killed while it migrates a plan', () => {
  test(
    'goes on with those that are left, and each is changed once and charged once for it',
    async () => {
      stage = await openShopThatDies('inside-migration:2');
      const { shop, books } = stage;
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

describe('A process that is killed while it opens a page for the first payment', () => {
  test.each(['after-claim:1', 'after-session:1'])(
    'at %s opens another when the same request comes again',
    async (crashAt) => {
      stage = await openShopThatDies(crashAt);
      const { shop } = stage;
      const { body, headers } = shop.order(await shop.newCustomer());
      await expect(shop.api.post('/v1/subscriptions', body, headers)).rejects.toThrow('fetch failed');
      await recover(stage);
      // Somebody may still be opening the first page, for all that the engine knows.
      const tooSoon = await shop.api.send('POST', '/v1/subscriptions', body, headers);
      expect(tooSoon).toMatchObject({ status: 409, body: { code: 'conflict' } });
      await shop.advanceBy({ minutes: 6 });
      const { id, checkout } = await shop.api.post('/v1/subscriptions', body, headers);
      await payByHttp(checkout.url, CARDS.approved);
      await shop.activated(id);
      await expectPaidMonths(stage, 1);
      await shop.advanceTo(NEXT_RENEWAL);
      await expectPaidMonths(stage, 3);
    },
    STORY_MS,
  );
});

describe('A process that is killed while it learns of the first payment', () => {
  test.each(['webhook-stored:1', 'inside-settle:1', 'after-settle:1'])(
    'at %s activates the subscription when it is back',
    async (crashAt) => {
      stage = await openShopThatDies(crashAt);
      const { shop } = stage;
      const { id, checkout } = await shop.subscribe(await shop.newCustomer());
      await payByHttp(checkout!.url, CARDS.approved);
      await recover(stage);
      await shop.activated(id);
      await expectPaidMonths(stage, 1);
      await shop.advanceTo(NEXT_RENEWAL);
      await expectPaidMonths(stage, 3);
    },
    STORY_MS,
  );
});
