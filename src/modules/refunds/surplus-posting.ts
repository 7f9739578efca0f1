import { Injectable } from '@nestjs/common';
import { outOfSurplus } from '../../domain/refund/out-of-surplus.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Attempt } from '../charges/index.js';
import { type JointPosting, LedgerRepository } from '../ledger/index.js';
import { goneOf, SurplusRepository } from './surplus.repository.js';

/** Posts what goes back of a payment that nobody owed, by a refund or through a bank, and what a bank returns of it. */
@Injectable()
export class SurplusPosting {
  constructor(
    private readonly surplus: SurplusRepository,
    private readonly ledger: LedgerRepository,
  ) {}

  /**
   * The payment's row is locked, and the row of the cause is written, as it is now.
   * @param minor below zero, it came back
   */
  async post(
    tx: Tx,
    { merchantId, id, currency }: Attempt,
    cause: Pick<JointPosting, 'source' | 'sourceId' | 'occurredAt'>,
    minor: bigint,
  ): Promise<void> {
    const row = (await this.surplus.find(tx, merchantId, id))!;
    const { surplusMinor, lossMinor } = outOfSurplus(row.amountMinor, goneOf(row), minor);
    const moves = [
      ['surplus', surplusMinor],
      ['chargebacks', lossMinor],
      ['cash_at_gateway', -minor],
    ] as const;
    await this.ledger.postAll(tx, merchantId, { ...cause, currency, moves });
  }
}
