import { Injectable } from '@nestjs/common';
import { decideInquiry, INQUIRIES_PER_MINUTE } from '../../domain/safeguards/inquiry-bucket.js';
import { decidePaymentInquiry } from '../../domain/safeguards/payment-inquiries.js';
import type { InquiredPayment, RateLimited } from '../../gateway/payment-gateway.js';
import type { InquiryRefusal } from '../../gateway/request-budget.js';
import { type Tx, UnitOfWork } from '../../platform/database/unit-of-work.js';
import { EventsRepository } from '../events/index.js';
import { BudgetsRepository } from './budgets.repository.js';
import type { InquiryBucket } from './inquiry-bucket.entity.js';
import type { PaymentInquiries } from './payment-inquiries.entity.js';

const MOST_OF_A_MESSAGE = 500;
const MINUTE_MS = 60_000;

interface Asker {
  merchantId: bigint;
  apiUser: string;
}

interface Now {
  now: Date;
  waitScale: number;
}

/**
 * The two throttles on status queries: of one payment, whoever wants to know what of it, and of all in a minute. The
 * only way to the query leads through here, so that nobody can ask on an account of their own.
 */
@Injectable()
export class InquiryGate {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly budgets: BudgetsRepository,
    private readonly events: EventsRepository,
  ) {}

  /** Written down before it is made: a process that dies in between has asked. Null when it may be made. */
  pass(
    { merchantId, apiUser }: Asker,
    of: InquiredPayment,
    { now, waitScale }: Now,
  ): Promise<InquiryRefusal | null> {
    return this.uow.run(async (tx) => {
      const bucket = await this.budgets.lockBucket(tx, merchantId, apiUser);
      const { inquiredAt = [], untold = null } = (await this.madeAbout(tx, merchantId, of)) ?? {};
      const ofPayment = decidePaymentInquiry({ inquiredAt, createdAt: of.createdAt }, now, waitScale);
      if (ofPayment.kind === 'wait') {
        const reason = 'this payment was asked about as often as the platform allows, or is too young to be';
        return { ...refused(ofPayment, reason), ...(untold !== null && { untold }) };
      }
      const ofAll = decideInquiry(bucket.inquiredAt, now, waitScale);
      if (ofAll.kind === 'wait') {
        await this.tellFull(tx, bucket, ofAll.retryAfterSeconds, now);
        return refused(ofAll, 'as many inquiries as one minute allows have been made');
      }
      await this.budgets.updateBucket(tx, bucket, { inquiredAt: ofAll.inquiredAt });
      const { orderNo } = of;
      if (!of.isGuess)
        await this.budgets.keepInquiries(tx, { merchantId, orderNo }, { inquiredAt: ofPayment.inquiredAt });
      return null;
    });
  }

  /** Once a minute: whoever is refused asks again soon, and each refusal says the same. */
  private async tellFull(tx: Tx, bucket: InquiryBucket, seconds: number, now: Date): Promise<void> {
    if (bucket.fullToldAt !== null && now.getTime() - bucket.fullToldAt.getTime() < MINUTE_MS) return;
    await this.budgets.updateBucket(tx, bucket, { fullToldAt: now });
    await this.events.append(tx, bucket.merchantId, {
      type: 'budget.inquiries_full',
      customerId: null,
      subscriptionId: null,
      occurredAt: now,
      data: {
        api_user: bucket.apiUser,
        inquiries_per_minute: INQUIRIES_PER_MINUTE,
        until: new Date(now.getTime() + seconds * 1000).toISOString(),
      },
    });
  }

  /** What was guessed is a payment: its query counts. */
  count(merchantId: bigint, { orderNo }: InquiredPayment, { now, waitScale }: Now): Promise<void> {
    return this.uow.run(async (tx) => {
      const row = await this.budgets.lockInquiries(tx, merchantId, orderNo);
      const decided = decidePaymentInquiry({ inquiredAt: row.inquiredAt, createdAt: null }, now, waitScale);
      if (decided.kind === 'go')
        await this.budgets.keepInquiries(tx, row, { inquiredAt: decided.inquiredAt });
    });
  }

  keepUntold(merchantId: bigint, { orderNo }: InquiredPayment, untold: string | null): Promise<void> {
    const kept = untold === null ? null : untold.slice(0, MOST_OF_A_MESSAGE);
    return this.uow.read((tx) => this.budgets.keepInquiries(tx, { merchantId, orderNo }, { untold: kept }));
  }

  private madeAbout(
    tx: Tx,
    merchantId: bigint,
    { orderNo, isGuess }: InquiredPayment,
  ): Promise<PaymentInquiries | null> {
    return isGuess
      ? this.budgets.inquiriesOf(tx, merchantId, orderNo)
      : this.budgets.lockInquiries(tx, merchantId, orderNo);
  }
}

function refused({ retryAfterSeconds }: { retryAfterSeconds: number }, reason: string): RateLimited {
  return { kind: 'rate_limited', retryAfterSeconds, reason };
}
