import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Principal } from '../../../platform/http/principal.js';
import { refuseOtherUse } from '../../../platform/idempotency/index.js';
import { BalancesRepository } from '../../balances/index.js';
import { AttemptsRepository } from '../../charges/index.js';
import { MerchantClock } from '../../merchants/index.js';
import type { DecideSurplusRequest } from '../dto/decide-surplus.request.js';
import type { SurplusView } from '../dto/surplus.response.js';
import { GatewayAbility } from '../gateway-ability.js';
import { RefundLifecycle } from '../refund-lifecycle.js';
import { RefundsRepository } from '../refunds.repository.js';
import { SurplusDesk } from '../surplus-desk.js';
import { SurplusRepository } from '../surplus.repository.js';

/** A person says what becomes of money that waits: held by the merchant's wish, or not taken back at the first try. */
@Injectable()
export class DecideSurplus {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly attempts: AttemptsRepository,
    private readonly refunds: RefundsRepository,
    private readonly balances: BalancesRepository,
    private readonly surplus: SurplusRepository,
    private readonly ability: GatewayAbility,
    private readonly lifecycle: RefundLifecycle,
    private readonly desk: SurplusDesk,
    private readonly clock: MerchantClock,
  ) {}

  execute(
    { merchantId, keyId }: Principal,
    attemptId: string,
    { handling, reason, override_gateway: isOverridden }: DecideSurplusRequest,
    idempotencyKey: string,
  ): Promise<SurplusView> {
    return this.uow.run(async (tx) => {
      const found = await this.attempts.findByPublicId(tx, merchantId, attemptId);
      if (!found?.surplus) throw AppError.notFound('surplus payment', attemptId);
      const attempt = await this.attempts.lockById(tx, merchantId, found.id);
      const now = await this.clock.now(tx, merchantId);
      const view = async () => {
        const row = (await this.surplus.find(tx, merchantId, attempt.id))!;
        return { id: row.id, row, now };
      };
      const before = await this.refunds.findByIdempotencyKey(tx, merchantId, idempotencyKey);
      if (before) {
        refuseOtherUse(
          before,
          before.attemptId === attempt.id && before.kind === 'refund' && handling === 'refund',
        );
        return view();
      }
      const refunded = await this.refunds.committedMinor(tx, merchantId, attempt.id);
      const credited = (await this.balances.findOfAttempt(tx, merchantId, attempt.id))?.amountMinor ?? 0n;
      const left = attempt.amountMinor - refunded - credited;
      if (left <= 0n) {
        throw new AppError(
          'conflict',
          `All of ${attemptId} was given back, credited or taken back by a bank already, or is on its way`,
        );
      }
      // A bank may have had the rest when part was credited, and have lost it since.
      if (handling === 'credit_balance' && credited > 0n) {
        throw new AppError(
          'conflict',
          `Part of ${attemptId} is in the balance already, and that is done once: give the rest back with refund`,
        );
      }
      if (handling === 'credit_balance') await this.desk.credit(tx, attempt, left, now);
      else {
        await this.ability.require(tx, attempt, 'refund', isOverridden);
        const wanted = {
          origin: 'person',
          amountMinor: left,
          reason,
          apiKeyId: keyId,
          idempotencyKey,
        } as const;
        await this.lifecycle.request(tx, attempt, wanted, now);
      }
      return view();
    });
  }
}
