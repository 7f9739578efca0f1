import { Injectable, Logger } from '@nestjs/common';
import { UnitOfWork, type Tx } from '../../platform/database/unit-of-work.js';
import { MerchantClock } from '../merchants/index.js';
import type { Charge } from './charge.entity.js';
import { ChargeLifecycle } from './charge-lifecycle.js';
import { ChargesRepository } from './charges.repository.js';
import { after, MAX_FAILURES } from './waits.js';

/** Unforeseen errors about one charge: it is tried again later and at the fifth set aside; the others go on. */
@Injectable()
export class ChargeFailures {
  private readonly logger = new Logger(ChargeFailures.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly charges: ChargesRepository,
    private readonly lifecycle: ChargeLifecycle,
    private readonly clock: MerchantClock,
  ) {}

  /** Does what is due for a charge in its own transaction. What it throws is counted and goes no further. */
  async guard(found: Charge, what: string, now: Date, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      await this.uow.run(async (tx) => {
        const charge = await this.charges.lockById(tx, found.merchantId, found.id);
        // Done by another worker meanwhile.
        if (charge.nextAction !== found.nextAction || charge.nextActionAt! > now) return;
        await this.count(tx, charge, what, error as Error, now);
      });
    }
  }

  /** The charge is locked and its next action due. */
  async count(tx: Tx, charge: Charge, what: string, error: Error, now: Date): Promise<void> {
    this.logger.error({ err: error, charge_id: charge.publicId }, `${what} failed`);
    const processingFailures = charge.processingFailures + 1;
    const reason = `${what} failed: ${error.message.slice(0, 300)}`;
    if (processingFailures < MAX_FAILURES) {
      const moment = { ...(await this.clock.moment(tx, charge.merchantId)), now };
      const at = after(moment, { minutes: 2 ** processingFailures });
      const plan = { action: charge.nextAction!, at, reason };
      return this.lifecycle.postpone(tx, charge, plan, now, { processingFailures });
    }
    await this.lifecycle.apply(tx, charge, 'block', now, { processingFailures });
    await this.lifecycle.tell(tx, charge, 'charge.blocked', now, { reason });
  }
}
