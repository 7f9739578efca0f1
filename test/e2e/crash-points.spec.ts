import { CRASH_POINTS } from '../../src/platform/config/crashpoint.js';
import { CARDS } from '../support/hosted-page.js';
import {
  DAYS_LATER,
  expectPaidMonths,
  NEXT_RENEWAL,
  openShopThatDies,
  recover,
  RENEWAL,
} from './support/crashes.js';
import { waitFor } from '../support/wait.js';
import { type Stage, STORY_MS } from './support/stage.js';

/** Where the first renewal is struck, counted from the start: the first payment passes some points before. */
const IN_A_RENEWAL = [
  'after-billing:1',
  'after-claim:2',
  'before-session:1',
  'after-session:2',
  'after-sent:1',
  'after-bytes-out:1',
  'after-answer:1',
  'inside-settle:2',
  'after-settle:2',
];
/** Webhooks and plan migrations: crash-points-around.spec.ts dies there. Refunds: crash-points-refunds.spec.ts. */
const ELSEWHERE = [
  'webhook-stored',
  'inside-migration',
  'after-migration',
  'after-refund-claim',
  'before-refund-sent',
  'after-refund-sent',
  'after-refund-answer',
  'inside-refund-settle',
];

describe('A process that is killed in the middle of a renewal', () => {
  let stage: Stage;

  afterEach(() => stage.strike());

  test.each(IN_A_RENEWAL)(
    'at %s has taken the month once in the end',
    async (crashAt) => {
      stage = await openShopThatDies(crashAt);
      await stage.shop.newSubscriber(CARDS.approved);
      await stage.shop.sendClockTo(RENEWAL);
      // Whoever died there is charged all the same, with nobody left to hear of it.
      const most = crashAt.startsWith('after-bytes-out') ? 2 : 0;
      const charged = async () => (await stage.books.truth()).charges.length;
      await waitFor('the charge of the dead', charged, (count) => count >= most);
      await recover(stage);
      await stage.shop.clockAtRest();
      await stage.shop.advanceTo(DAYS_LATER);
      await expectPaidMonths(stage, 2);
      await stage.shop.advanceTo(NEXT_RENEWAL);
      await expectPaidMonths(stage, 3);
    },
    STORY_MS,
  );
});

test('The renewals above name every other crash point that the protocol has', () => {
  const tried = IN_A_RENEWAL.map((crashAt) => crashAt.split(':')[0]);
  expect([...tried, ...ELSEWHERE].sort()).toEqual([...CRASH_POINTS].sort());
});
