import type { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type {
  Attempt,
  AttemptsRepository,
  ChargeLifecycle,
  GatewayOutcome,
  SettleCharge,
} from '../../charges/index.js';
import type { MerchantClock } from '../../merchants/index.js';
import { CountFailedLook } from './count-failed-look.js';

const NOW = new Date('2027-02-10T06:00:00Z');

/** What is done about the attempt when asking about it has failed once more. */
async function failOnceMore(over: Partial<Attempt>, settles: (attempt: Attempt) => Attempt = (same) => same) {
  const attempt = { status: 'unknown', checkFailures: 4, ...over } as Attempt;
  const done: unknown[] = [];
  const uow = {
    read: (work: (tx: unknown) => unknown) => work(null),
    run: (work: (tx: unknown) => unknown) => work(null),
  };
  const looks = new CountFailedLook(
    uow as unknown as UnitOfWork,
    {
      update: (_tx: unknown, _merchantId: unknown, _id: unknown, changes: object) =>
        Promise.resolve(void done.push(changes)),
    } as unknown as AttemptsRepository,
    {
      tellAttempt: (_tx: unknown, _attempt: unknown, type: string) => Promise.resolve(void done.push(type)),
    } as unknown as ChargeLifecycle,
    {
      execute: async (given: Attempt, outcome: GatewayOutcome) => {
        done.push(outcome.kind);
        return Promise.resolve(settles(given));
      },
    } as unknown as SettleCharge,
    { moment: () => Promise.resolve({ now: NOW, waitScale: 1 }) } as unknown as MerchantClock,
  );
  await looks.execute(attempt, new Error('no such time zone'));
  return done;
}

describe('asking about an attempt that fails by an error that nobody foresaw', () => {
  it('is counted, and at the fifth time a person’s', async () => {
    expect(await failOnceMore({ checkFailures: 3 })).toEqual([{ checkFailures: 4 }]);
    const given = await failOnceMore({}, (attempt) => ({ ...attempt, status: 'manual' }));
    expect(given).toEqual([{ checkFailures: 5 }, 'to_human']);
  });

  it('is told of and given up where the attempt was settled before', async () => {
    const done = await failOnceMore({ status: 'declined' });
    expect(done).toEqual([{ checkFailures: 5 }, 'to_human', { nextCheckAt: null }, 'attempt.asking_failed']);
  });

  it('is told of every day where the same error keeps it from a person', async () => {
    const done = await failOnceMore({}, () => {
      throw new Error('no such time zone');
    });
    const nextCheckAt = new Date('2027-02-11T06:00:00Z');
    expect(done).toEqual([{ checkFailures: 5 }, 'to_human', { nextCheckAt }, 'attempt.asking_failed']);
  });
});
