import { Injectable } from '@nestjs/common';
import { describeMoney, isZero } from '../../../domain/money/money.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Principal } from '../../../platform/http/principal.js';
import { refuseOtherUse } from '../../../platform/idempotency/index.js';
import { type Attempt, AttemptsRepository, ChargesRepository } from '../../charges/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { asked, refused } from '../asked-amount.js';
import type { CreateRefundRequest } from '../dto/create-refund.request.js';
import { GatewayAbility } from '../gateway-ability.js';
import { LeftOfPayment, paymentOf } from '../left-of-payment.js';
import type { Refund } from '../refund.entity.js';
import { RefundLifecycle } from '../refund-lifecycle.js';
import { RefundsRepository } from '../refunds.repository.js';
import { type RefundView, ReadRefunds } from './read-refunds.js';

/** A person gives back a payment, or a part of it. Nothing is sent here: the clock does, once it is written down. */
@Injectable()
export class RequestRefund {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly charges: ChargesRepository,
    private readonly attempts: AttemptsRepository,
    private readonly refunds: RefundsRepository,
    private readonly leftOf: LeftOfPayment,
    private readonly ability: GatewayAbility,
    private readonly lifecycle: RefundLifecycle,
    private readonly clock: MerchantClock,
    private readonly read: ReadRefunds,
  ) {}

  execute(
    { merchantId, keyId }: Principal,
    chargeId: string,
    request: CreateRefundRequest,
    idempotencyKey: string,
  ): Promise<RefundView> {
    return this.uow.run(async (tx) => {
      const charge = await this.charges.findByPublicId(tx, merchantId, chargeId);
      if (!charge) throw AppError.notFound('charge', chargeId);
      // Locked before anything is added up: of two requests at once the second sees the first.
      const payment = paymentOf(
        await this.attempts.ofCharges(tx, merchantId, [charge.id]),
        charge,
        request.attempt,
      );
      const attempt = await this.attempts.lockById(tx, merchantId, payment.id);
      const before = await this.refunds.findByIdempotencyKey(tx, merchantId, idempotencyKey);
      if (before) {
        refuseOtherUse(before, isSame(before, attempt, request));
        return this.read.view(tx, before);
      }
      const left = await this.leftOf.execute(tx, attempt);
      const amount = request.amount === undefined ? left : asked(request.amount, request.currency, attempt);
      if (isZero(left)) throw refused('amount', 'nothing is left to give back of this payment');
      if (amount.minor > left.minor) {
        throw refused(
          'amount',
          `must be at most what is left of the payment, which is ${describeMoney(left)}`,
        );
      }
      await this.ability.require(tx, attempt, 'refund', request.override_gateway);
      const wanted = {
        origin: 'person',
        amountMinor: amount.minor,
        reason: request.reason ?? null,
        apiKeyId: keyId,
        idempotencyKey,
      } as const;
      const at = await this.clock.now(tx, merchantId);
      return this.read.view(tx, await this.lifecycle.request(tx, attempt, wanted, at));
    });
  }
}

/** Without an amount all that was left is meant, and that is not known any more. */
function isSame(before: Refund, attempt: Attempt, { amount, currency }: CreateRefundRequest): boolean {
  if (before.kind !== 'refund' || before.attemptId !== attempt.id) return false;
  return amount === undefined || asked(amount, currency, attempt).minor === before.amountMinor;
}
