import { Injectable } from '@nestjs/common';
import { parsePercent } from '../../../domain/discount/percent.js';
import { isZero } from '../../../domain/money/money.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { readAmount } from '../../../platform/http/read-amount.js';
import { uniqueConflict } from '../../../platform/http/unique-conflicts.js';
import { MerchantClock } from '../../merchants/index.js';
import { PlansRepository } from '../../plans/index.js';
import type { Coupon } from '../coupon.entity.js';
import { CouponsRepository, type NewCoupon } from '../coupons.repository.js';
import type { CreateCouponRequest } from '../dto/create-coupon.request.js';

@Injectable()
export class CreateCoupon {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly coupons: CouponsRepository,
    private readonly plans: PlansRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, request: CreateCouponRequest): Promise<Coupon> {
    const worth = worthOf(request);
    checkDuration(request);
    return this.uow.run(async (tx) => {
      const now = await this.clock.now(tx, merchantId);
      const expiresAt = request.expires_at === undefined ? null : new Date(request.expires_at);
      if (expiresAt !== null && expiresAt <= now) throw refused('expires_at', 'must be in the future');
      await this.refuseUnknownPlans(tx, merchantId, request.plans ?? []);
      if (await this.coupons.findByCode(tx, merchantId, request.code)) throw uniqueConflict('coupons_code');
      return this.coupons.insert(tx, {
        ...worth,
        merchantId,
        code: request.code,
        name: request.name,
        nameAr: request.name_ar ?? null,
        duration: request.duration,
        durationPeriods: request.duration_periods ?? null,
        maxRedemptions: request.max_redemptions ?? null,
        expiresAt,
        oncePerCustomer: request.once_per_customer ?? false,
        plans: request.plans ?? null,
        metadata: request.metadata ?? {},
        createdAt: now,
      });
    });
  }

  private async refuseUnknownPlans(tx: Tx, merchantId: bigint, plans: string[]): Promise<void> {
    for (const plan of plans) {
      if (!(await this.plans.findByPublicId(tx, merchantId, plan)))
        throw refused('plans', `there is no plan ${plan}`);
    }
  }
}

function worthOf(
  request: CreateCouponRequest,
): Pick<NewCoupon, 'percentMillionths' | 'amountMinor' | 'currency'> {
  const { percent_off, amount_off, currency = null } = request;
  if ((percent_off === undefined) === (amount_off === undefined))
    throw refused('percent_off', 'give either percent_off or amount_off, and not both');
  if (percent_off !== undefined)
    return { percentMillionths: Number(parsePercent(percent_off)), amountMinor: null, currency };
  if (currency === null) throw refused('currency', 'must be given with amount_off');
  const amount = readAmount(amount_off!, currency, 'amount_off');
  if (isZero(amount)) throw refused('amount_off', 'must be more than nothing');
  return { percentMillionths: null, amountMinor: amount.minor, currency };
}

function checkDuration({ duration, duration_periods }: CreateCouponRequest): void {
  if ((duration === 'repeating') === (duration_periods !== undefined)) return;
  throw refused(
    'duration_periods',
    duration === 'repeating'
      ? 'must be given for a repeating coupon'
      : `is not for a coupon of duration ${duration}`,
  );
}

function refused(field: string, message: string): AppError {
  return AppError.field('rule_violation', field, message);
}
