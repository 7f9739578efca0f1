import type { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Invoice, InvoiceLifecycle, InvoicesRepository } from '../../invoices/index.js';
import type { MerchantsRepository } from '../../merchants/index.js';
import type { SubscriptionsRepository } from '../../subscriptions/index.js';
import type { Charge } from '../charge.entity.js';
import type { ChargeLifecycle } from '../charge-lifecycle.js';
import type { ChargesRepository } from '../charges.repository.js';
import type { Dunning } from '../dunning.js';
import { FinishWithoutAttempt } from './finish-without-attempt.js';

const NOW = new Date('2027-02-10T06:00:00Z');
const found = {
  id: 1n,
  merchantId: 1n,
  subscriptionId: 1n,
  nextAction: 'attempt',
  nextActionAt: NOW,
  nextActionReason: 'the period began',
} as Charge;

/** Whether dunning is told of a charge that was found without a usable card, and is `over` when it is locked. */
async function isEnded(over: Partial<Charge>): Promise<boolean> {
  const told: unknown[] = [];
  const row =
    <T>(value: unknown) =>
    (): Promise<T> =>
      Promise.resolve(value as T);
  const finish = new FinishWithoutAttempt(
    { run: (work: (tx: unknown) => unknown) => work(null) } as unknown as UnitOfWork,
    { lockById: row<Charge>({ ...found, ...over }) } as unknown as ChargesRepository,
    {} as ChargeLifecycle,
    { lockById: row<Invoice>({ collection: null }) } as unknown as InvoicesRepository,
    {} as InvoiceLifecycle,
    { lockById: row({}) } as unknown as SubscriptionsRepository,
    { findById: row({}) } as unknown as MerchantsRepository,
    { afterDecline: (...given: unknown[]) => Promise.resolve(void told.push(given)) } as unknown as Dunning,
  );
  await finish.execute({ charge: found, decision: { kind: 'cannot', reason: 'no card' } }, NOW);
  return told.length > 0;
}

describe('a charge that was due and has no card to be made with', () => {
  it('goes on to dunning', async () => {
    expect(await isEnded({})).toBe(true);
    expect(await isEnded({ nextActionAt: new Date(NOW) })).toBe(true);
  });

  it('is left alone where somebody has settled it or planned it anew meanwhile', async () => {
    expect(await isEnded({ nextAction: null, nextActionAt: null })).toBe(false);
    expect(await isEnded({ nextActionAt: new Date('2027-02-11T06:00:00Z') })).toBe(false);
  });

  it('is left alone where a new card came while it was claimed, and is due as it was', async () => {
    expect(await isEnded({ nextActionReason: 'the customer gave a new card' })).toBe(false);
    expect(await isEnded({ nextActionAt: new Date('2027-02-10T05:59:59Z') })).toBe(false);
  });
});
