import { CRASH_POINTS } from '../../src/platform/config/crashpoint.js';
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
import { STORY_MS } from './support/stage.js';

/** In the order of the protocol. */
const IN_A_RENEWAL = [
  'after-billing',
  'after-claim',
  'before-session',
  'after-session',
  'after-sent',
  'after-bytes-out',
  'after-answer',
  'inside-settle',
  'after-settle',
] as const;
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
  const stages = new LastingStage(openWithSubscriber);

  afterAll(() => stages.strike());

  test.each(IN_A_RENEWAL)(
    'at %s has taken the month once in the end',
    (crashPoint) =>
      stages.tell(async (stage) => {
        const paid = await paidMonths(stage);
        await stage.engine.diesNextAt(crashPoint);
        await stage.shop.sendClockTo(renewal(paid, { seconds: 30 }));
        // Whoever died there is charged all the same, with nobody left to hear of it.
        const most = crashPoint === 'after-bytes-out' ? paid + 1 : 0;
        await waitFor(
          'the charge of the dead',
          () => paidMonths(stage),
          (count) => count >= most,
        );
        await recover(stage);
        await stage.shop.clockAtRest();
        await stage.shop.advanceTo(renewal(paid, DAYS_LATER));
        await expectPaidMonths(stage, paid + 1);
        await stage.shop.advanceTo(renewal(paid + 1, { hours: 1 }));
        await expectPaidMonths(stage, paid + 2);
      }),
    STORY_MS,
  );
});

test('The renewals above name every other crash point that the protocol has', () => {
  expect([...IN_A_RENEWAL, ...ELSEWHERE].sort()).toEqual([...CRASH_POINTS].sort());
});
