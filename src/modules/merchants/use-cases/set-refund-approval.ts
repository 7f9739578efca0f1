import { Injectable } from '@nestjs/common';
import type { ApprovalLimits } from '../../../domain/refund/approval.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { fieldPath } from '../../../platform/http/field-path.js';
import type { Principal } from '../../../platform/http/principal.js';
import { readAmount } from '../../../platform/http/read-amount.js';
import { EventsRepository } from '../../events/index.js';
import { ApiKeysRepository } from '../api-keys.repository.js';
import { type MerchantResponse, presentMerchant } from '../dto/merchant.response.js';
import type { RefundLimitRequest, SetRefundApprovalRequest } from '../dto/refund-approval.request.js';
import { MerchantClock } from '../merchant-clock.js';
import { MerchantsRepository } from '../merchants.repository.js';

/** Above these amounts a refund takes two persons. What waits already goes on waiting. */
@Injectable()
export class SetRefundApproval {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly merchants: MerchantsRepository,
    private readonly keys: ApiKeysRepository,
    private readonly events: EventsRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute({ merchantId, keyId }: Principal, { limits }: SetRefundApprovalRequest): Promise<MerchantResponse> {
    const refundApproval = limitsOf(limits);
    return this.uow.run(async (tx) => {
      const merchant = (await this.merchants.lockById(tx, merchantId))!;
      await this.merchants.update(tx, merchantId, { refundApproval });
      const key = (await this.keys.findById(tx, merchantId, keyId))!;
      await this.events.append(tx, merchantId, {
        type: 'merchant.refund_approval_changed',
        customerId: null,
        subscriptionId: null,
        occurredAt: await this.clock.now(tx, merchantId),
        data: { limits, api_key: key.publicId },
      });
      return presentMerchant({ ...merchant, refundApproval });
    });
  }
}

function limitsOf(limits: readonly RefundLimitRequest[]): ApprovalLimits {
  const named = new Map<string, string>();
  for (const [index, { currency, amount }] of limits.entries()) {
    if (named.has(currency)) {
      throw AppError.field(
        'rule_violation',
        fieldPath('limits', index, 'currency'),
        'must not be named twice',
      );
    }
    named.set(currency, String(readAmount(amount, currency, fieldPath('limits', index, 'amount')).minor));
  }
  return Object.fromEntries(named);
}
