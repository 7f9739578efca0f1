import { Injectable } from '@nestjs/common';
import { describeMoney, money } from '../../../domain/money/money.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Principal } from '../../../platform/http/principal.js';
import { refuseOtherUse } from '../../../platform/idempotency/index.js';
import { AttemptsRepository, ChargesRepository } from '../../charges/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { asked, paymentOf, refused } from '../../refunds/index.js';
import { ChargebackLifecycle } from '../chargeback-lifecycle.js';
import { ChargebacksRepository } from '../chargebacks.repository.js';
import type { RecordChargebackRequest } from '../dto/record-chargeback.request.js';
import { type ChargebackView, ReadChargebacks } from './read-chargebacks.js';

/** The customer's bank took a payment back: written down, posted and told. What follows is the merchant's to decide. */
@Injectable()
export class RecordChargeback {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly charges: ChargesRepository,
    private readonly attempts: AttemptsRepository,
    private readonly chargebacks: ChargebacksRepository,
    private readonly lifecycle: ChargebackLifecycle,
    private readonly clock: MerchantClock,
    private readonly read: ReadChargebacks,
  ) {}

  execute(
    { merchantId, keyId }: Principal,
    chargeId: string,
    request: RecordChargebackRequest,
    idempotencyKey: string,
  ): Promise<ChargebackView> {
    return this.uow.run(async (tx) => {
      const charge = await this.charges.findByPublicId(tx, merchantId, chargeId);
      if (!charge) throw AppError.notFound('charge', chargeId);
      const all = await this.attempts.ofCharges(tx, merchantId, [charge.id]);
      // Locked before anything is added up: of two at once the second sees the first.
      const payment = await this.attempts.lockById(
        tx,
        merchantId,
        paymentOf(all, charge, request.attempt).id,
      );
      const before = await this.chargebacks.findByIdempotencyKey(tx, merchantId, idempotencyKey);
      if (before) {
        const { amount, currency, reference } = request;
        const isSame = before.attemptId === payment.id && before.reference === reference;
        refuseOtherUse(before, isSame && asked(amount, currency, payment).minor === before.amountMinor);
        return this.read.view(tx, before);
      }
      const known = await this.chargebacks.findByReference(tx, merchantId, request.reference);
      if (known) {
        throw AppError.field(
          'conflict',
          'reference',
          `is that of ${known.publicId}, which is ${known.status}`,
        );
      }
      // Whatever was refunded: a bank does not ask. What it takes beside that is the merchant's loss, and has to be known.
      const taken = await this.chargebacks.takenMinor(tx, merchantId, payment.id);
      const left = money(payment.amountMinor - taken, payment.currency);
      const amount = asked(request.amount, request.currency, payment);
      if (amount.minor > left.minor) {
        throw refused(
          'amount',
          `must be at most what no chargeback has taken of the payment, which is ${describeMoney(left)}`,
        );
      }
      const now = await this.clock.now(tx, merchantId);
      const takenAt = new Date(request.taken_at);
      if (takenAt > now) throw refused('taken_at', 'must not lie ahead');
      const row = await this.lifecycle.open(tx, payment, {
        amountMinor: amount.minor,
        reason: request.reason,
        reference: request.reference,
        takenAt,
        apiKeyId: keyId,
        idempotencyKey,
        recordedAt: now,
      });
      return this.read.view(tx, row);
    });
  }
}
