import { Injectable } from '@nestjs/common';
import { describeMoney } from '../../../domain/money/money.js';
import type { HoldOperation } from '../../../gateway/payment-gateway.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Principal } from '../../../platform/http/principal.js';
import { refuseOtherUse } from '../../../platform/idempotency/index.js';
import {
  amountOfAttempt,
  type Attempt,
  AttemptsRepository,
  type Charge,
  ChargesRepository,
} from '../../charges/index.js';
import { InvoicesRepository } from '../../invoices/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { asked, refused } from '../asked-amount.js';
import type { CaptureRequest } from '../dto/decide-hold.request.js';
import { GatewayAbility } from '../gateway-ability.js';
import { RefundLifecycle } from '../refund-lifecycle.js';
import { RefundsRepository } from '../refunds.repository.js';
import { ReadRefunds, type RefundView } from './read-refunds.js';

/** A person takes what a bank holds, or lets it go. Nothing is sent here: the clock does, once it is written down. */
@Injectable()
export class DecideOnHold {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly charges: ChargesRepository,
    private readonly attempts: AttemptsRepository,
    private readonly invoices: InvoicesRepository,
    private readonly refunds: RefundsRepository,
    private readonly ability: GatewayAbility,
    private readonly lifecycle: RefundLifecycle,
    private readonly clock: MerchantClock,
    private readonly read: ReadRefunds,
  ) {}

  execute(
    { merchantId, keyId }: Principal,
    kind: HoldOperation,
    chargeId: string,
    request: CaptureRequest,
    idempotencyKey: string,
  ): Promise<RefundView> {
    return this.uow.run(async (tx) => {
      const charge = await this.charges.findByPublicId(tx, merchantId, chargeId);
      if (!charge) throw AppError.notFound('charge', chargeId);
      const found = await this.heldBy(tx, charge, request.attempt);
      // Locked before anything is decided: of two decisions at once the second sees the first.
      const attempt = await this.attempts.lockById(tx, merchantId, found.id);
      const before = await this.refunds.findByIdempotencyKey(tx, merchantId, idempotencyKey);
      if (before) {
        // Never of a part, so that kind and payment say it all.
        refuseOtherUse(before, before.kind === kind && before.attemptId === attempt.id);
        return this.read.view(tx, before);
      }
      await this.refuseUnlessOpen(tx, attempt, kind);
      refuseOther(attempt, request);
      await this.ability.require(tx, attempt, kind, request.override_gateway);
      const wanted = {
        kind,
        origin: 'person',
        amountMinor: attempt.amountMinor,
        reason: request.reason ?? null,
        apiKeyId: keyId,
        idempotencyKey,
      } as const;
      const at = await this.clock.now(tx, merchantId);
      return this.read.view(tx, await this.lifecycle.request(tx, attempt, wanted, at));
    });
  }

  /** The one that is named, or else the one that is or was held last. */
  private async heldBy(tx: Tx, charge: Charge, attemptId: string | undefined): Promise<Attempt> {
    const all = await this.attempts.ofCharges(tx, charge.merchantId, [charge.id]);
    if (attemptId !== undefined) {
      const named = all.find(({ publicId }) => publicId === attemptId);
      if (!named) throw refused('attempt', `there is no attempt ${attemptId} of this charge`);
      return named;
    }
    const held = all.filter(({ authorizedAt }) => authorizedAt !== null).at(-1);
    if (!held) throw new AppError('conflict', `Charge ${charge.publicId} has no payment that a bank holds`);
    return held;
  }

  private async refuseUnlessOpen(tx: Tx, attempt: Attempt, kind: HoldOperation): Promise<void> {
    const { merchantId, id, publicId, status, invoiceId } = attempt;
    const decisions = await this.refunds.decisionsOf(tx, merchantId, id);
    const standing = decisions.find((one) => one.status !== 'rejected');
    if (standing) {
      throw new AppError(
        'conflict',
        `${publicId} is decided already: ${standing.kind} ${standing.publicId} is ${standing.status}`,
      );
    }
    if (status !== 'authorized') {
      throw new AppError(
        'conflict',
        `${publicId} is ${status}; only one that is authorized can be decided on`,
      );
    }
    const [invoice] = await this.invoices.findByIds(tx, merchantId, [invoiceId]);
    if (kind === 'capture' && (invoice!.status === 'paid' || invoice!.status === 'void')) {
      throw new AppError(
        'conflict',
        `Invoice ${invoice!.publicId} is ${invoice!.status}; nothing is owed on it`,
      );
    }
  }
}

/** A part would pay no invoice, and what is not captured is lost: the rest can be given back after the whole was. */
function refuseOther(attempt: Attempt, { amount, currency }: CaptureRequest): void {
  const held = amountOfAttempt(attempt);
  if (currency !== undefined && currency !== attempt.currency) {
    throw refused('currency', `must be ${attempt.currency}, in which the payment was made`);
  }
  if (amount !== undefined && asked(amount, currency, attempt).minor !== held.minor) {
    throw refused(
      'amount',
      `must be all that is authorized, which is ${describeMoney(held)}; capture it and refund a part`,
    );
  }
}
