import type { ExpireResult, PaymentGateway } from '../../../gateway/payment-gateway.js';
import type { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { AttemptContext } from '../../charges/index.js';
import type { MerchantClock } from '../../merchants/index.js';
import type { CardSetup } from '../card-setup.entity.js';
import type { CardSetupsRepository } from '../card-setups.repository.js';
import { CloseCardSetup } from './close-card-setup.js';
import type { CompleteCardSetup } from './complete-card-setup.js';

const NOW = new Date('2027-02-10T06:00:00Z');
const FORBIDDEN: ExpireResult = { kind: 'unauthorized', httpStatus: 403, message: 'no permission' };

/** What comes of closing a page that was looked at so often: in how many minutes it is tried again, or that it is closed. */
async function close(checks: number, answer: ExpireResult): Promise<number | 'closed'> {
  let told: number | 'closed' | null = null;
  const run = (work: (tx: unknown) => unknown) => work(null);
  const closing = new CloseCardSetup(
    { read: run, run } as unknown as UnitOfWork,
    { expireSession: () => Promise.resolve(answer) } as unknown as PaymentGateway,
    { payer: () => Promise.resolve({ account: {} }) } as unknown as AttemptContext,
    {
      hint: (_tx: unknown, _merchantId: unknown, _id: unknown, at: Date) =>
        Promise.resolve(void (told = (at.getTime() - NOW.getTime()) / 60_000)),
    } as unknown as CardSetupsRepository,
    { expire: () => Promise.resolve(void (told = 'closed')) } as unknown as CompleteCardSetup,
    { moment: () => Promise.resolve({ now: NOW, waitScale: 1 }) } as unknown as MerchantClock,
  );
  const isClosed = await closing.execute({ merchantId: 1n, id: 2n, sessionId: 's', checks } as CardSetup);
  expect(isClosed).toBe(told === 'closed');
  return told!;
}

describe('a page for a card that cannot be closed', () => {
  it('is tried again ever later, never at once', async () => {
    const waits = [];
    for (let checks = 0; checks < 8; checks++) waits.push(await close(checks, FORBIDDEN));
    expect(waits).toEqual([1, 1, 5, 15, 31, 180, 180, 180]);
  });

  it('is tried no sooner than Ottu says', async () => {
    expect(await close(1, { kind: 'rate_limited', retryAfterSeconds: 600 })).toBe(10);
    expect(await close(5, { kind: 'rate_limited', retryAfterSeconds: 600 })).toBe(180);
  });

  it('is over when Ottu has closed it', async () => {
    expect(await close(3, { kind: 'expired' })).toBe('closed');
  });
});
