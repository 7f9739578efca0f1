import { CRASH_POINTS } from '../../src/platform/config/crashpoint.js';
import { type CardEntry, CARDS, payByHttp } from '../support/hosted-page.js';
import { gone } from '../support/processes.js';
import { Stage, STORY_MS } from './support/stage.js';

let stage: Stage;

async function open(crashAt: string): Promise<void> {
  stage = await Stage.set({ CRASH_AT: crashAt });
  await stage.shop.open();
}

/** Another process goes on with what the dead one left. */
async function recover(environment: Record<string, string> = {}): Promise<void> {
  expect(await stage.engine.died()).toEqual({ code: null, signal: 'SIGKILL' });
  await stage.books.buryTheDead();
  await stage.engine.start(environment);
}

/** Every month is paid once, here and there, and when all is done nothing more happens. */
async function expectPaidMonths(count: number): Promise<void> {
  const { books, shop } = stage;
  expect(await books.faults()).toEqual([]);
  expect(await books.unfinished()).toEqual([]);
  expect(await books.invoices()).toEqual({ paid: count });
  const { charges } = await books.truth();
  expect(charges).toHaveLength(count);
  await shop.advanceBy({ hours: 1 });
  expect((await books.truth()).charges).toEqual(charges);
  expect(await books.invoices()).toEqual({ paid: count });
}

const RENEWAL = '2027-02-28T09:00:30Z';
const DAYS_LATER = '2027-03-04T09:00:00Z';
const NEXT_RENEWAL = '2027-03-31T10:00:00Z';

/** Where the first renewal is struck, counted from the start: the first payment passes some points before. */
const IN_A_RENEWAL: [crashAt: string, answer: string, card: CardEntry][] = [
  ['after-billing:1', 'approved', CARDS.approved],
  ['after-claim:2', 'approved', CARDS.approved],
  ['before-session:1', 'approved', CARDS.approved],
  ['after-session:2', 'approved', CARDS.approved],
  ['after-sent:1', 'approved', CARDS.approved],
  ['after-answer:1', 'approved', CARDS.approved],
  ['inside-settle:2', 'approved', CARDS.approved],
  ['after-settle:2', 'approved', CARDS.approved],
  ['after-answer:1', 'declined', CARDS.declinesOnce],
  ['inside-settle:2', 'declined', CARDS.declinesOnce],
  ['after-settle:2', 'declined', CARDS.declinesOnce],
];

describe('A process that is killed', () => {
  afterEach(() => stage.strike());

  describe('in the middle of a renewal', () => {
    test.each(IN_A_RENEWAL)(
      'at %s, of a charge that is %s, has taken the month once in the end',
      async (crashAt, _answer, card) => {
        await open(crashAt);
        await stage.shop.newSubscriber(card);
        await stage.shop.sendClockTo(RENEWAL);
        await recover();
        await stage.shop.clockAtRest();
        await stage.shop.advanceTo(DAYS_LATER);
        await expectPaidMonths(2);
        await stage.shop.advanceTo(NEXT_RENEWAL);
        await expectPaidMonths(3);
      },
      STORY_MS,
    );

    test(
      'and twice more while it finds out what became of the charge, books it once',
      async () => {
        await open('after-answer:1');
        await stage.shop.newSubscriber();
        await stage.shop.sendClockTo(DAYS_LATER);
        await recover({ CRASH_AT: 'inside-settle:1' });
        await recover({ CRASH_AT: 'after-settle:1' });
        await recover();
        await stage.shop.clockAtRest();
        await expectPaidMonths(2);
      },
      STORY_MS,
    );
  });

  test(
    'by a power cut, together with the platform, after the card was charged, books it once',
    async () => {
      await open('after-answer:1');
      await stage.shop.newSubscriber();
      await stage.shop.sendClockTo(DAYS_LATER);
      await stage.engine.died();
      process.kill(stage.engine.simulatorPid!, 'SIGKILL');
      await gone(stage.engine.simulatorPid!);
      await recover();
      await stage.shop.clockAtRest();
      await expectPaidMonths(2);
    },
    STORY_MS,
  );

  describe('while it opens a page for the first payment', () => {
    test.each(['after-claim:1', 'after-session:1'])(
      'at %s opens another when the same request comes again',
      async (crashAt) => {
        await open(crashAt);
        const { shop } = stage;
        const { body, headers } = shop.order(await shop.newCustomer());
        await expect(shop.api.post('/v1/subscriptions', body, headers)).rejects.toThrow('fetch failed');
        await recover();
        // Somebody may still be opening the first page, for all that the engine knows.
        const tooSoon = await shop.api.send('POST', '/v1/subscriptions', body, headers);
        expect(tooSoon).toMatchObject({ status: 409, body: { code: 'conflict' } });
        await shop.advanceBy({ minutes: 6 });
        const { id, checkout } = await shop.api.post('/v1/subscriptions', body, headers);
        await payByHttp(checkout.url, CARDS.approved);
        await shop.activated(id);
        await expectPaidMonths(1);
        await shop.advanceTo(NEXT_RENEWAL);
        await expectPaidMonths(3);
      },
      STORY_MS,
    );
  });

  describe('while it learns of the first payment', () => {
    test.each(['webhook-stored:1', 'inside-settle:1', 'after-settle:1'])(
      'at %s activates the subscription when it is back',
      async (crashAt) => {
        await open(crashAt);
        const { shop } = stage;
        const { id, checkout } = await shop.subscribe(await shop.newCustomer());
        await payByHttp(checkout!.url, CARDS.approved);
        await recover();
        await shop.activated(id);
        await expectPaidMonths(1);
        await shop.advanceTo(NEXT_RENEWAL);
        await expectPaidMonths(3);
      },
      STORY_MS,
    );
  });
});

test('The tables above name every crash point that the protocol has', () => {
  const tried = [...IN_A_RENEWAL.map(([crashAt]) => crashAt.split(':')[0]), 'webhook-stored'];
  expect([...new Set(tried)].sort()).toEqual([...CRASH_POINTS].sort());
});
