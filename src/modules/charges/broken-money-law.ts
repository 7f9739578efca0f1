import { Injectable } from '@nestjs/common';
import { brokenConstraint, sqlState, UnitOfWork } from '../../platform/database/unit-of-work.js';
import { ChargingSwitch, MerchantClock } from '../merchants/index.js';

/** Laws of the database about money that no race can break: whoever does has a defect. */
const LAWS: ReadonlySet<string> = new Set([
  'attempts_one_kept_success',
  'ledger_transactions_source',
  'given_back_within_payment',
]);
/** Only our own triggers raise it: a posting that does not balance. */
const INTEGRITY_CONSTRAINT_VIOLATION = '23000';

/** Which law of money a statement was about to break; null when it failed for another reason. Pure. */
export function brokenMoneyLaw(error: unknown): string | null {
  const constraint = brokenConstraint(error);
  if (constraint !== undefined && LAWS.has(constraint)) return constraint;
  return sqlState(error) === INTEGRITY_CONSTRAINT_VIOLATION ? (error as Error).message.slice(0, 200) : null;
}

/**
 * Stops charging for a merchant whose books are about to contradict themselves: the next charge would be decided by
 * the same books, and until the nightly audit is a day.
 */
@Injectable()
export class StopOnBrokenMoneyLaw {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly charging: ChargingSwitch,
    private readonly clock: MerchantClock,
  ) {}

  async execute(merchantId: bigint, error: unknown): Promise<void> {
    const law = brokenMoneyLaw(error);
    if (law === null) return;
    await this.uow.run(async (tx) => {
      const at = await this.clock.now(tx, merchantId);
      const reason = `what was learnt about a payment would have broken a law of the books: ${law}`;
      await this.charging.stopUnlessStopped(tx, merchantId, { at, reason });
    });
  }
}
