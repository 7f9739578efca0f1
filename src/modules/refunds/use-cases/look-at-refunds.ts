import { Injectable } from '@nestjs/common';
import {
  type GatewayAccount,
  PaymentGateway,
  type RefundLook,
  type RefundReading,
} from '../../../gateway/payment-gateway.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type Attempt, AttemptsRepository, inquiredPayment } from '../../charges/index.js';
import { MerchantAccounts, MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import { attributeRefunds, whatIsLeft } from '../attribute-refunds.js';
import { ForeignRefunds } from '../foreign-refunds.js';
import { sightOfHold } from '../hold-decision.js';
import type { Sight } from '../next-refund-step.js';
import type { Refund } from '../refund.entity.js';
import { RefundsRepository } from '../refunds.repository.js';

/** What the platform says of the refunds of one payment. */
export type Sighting =
  | (Omit<Extract<Sight, { kind: 'told' }>, 'mine'> & { mine: Map<bigint, RefundReading> })
  | Exclude<Sight, { kind: 'told' }>;

/**
 * Reads at the platform what was given back of a payment, and books what was given back there without us. By
 * reading the session, which costs nothing; where that does not tell, by the throttled status query.
 */
@Injectable()
export class LookAtRefunds {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly merchants: MerchantsRepository,
    private readonly accounts: MerchantAccounts,
    private readonly attempts: AttemptsRepository,
    private readonly refunds: RefundsRepository,
    private readonly foreign: ForeignRefunds,
    private readonly clock: MerchantClock,
  ) {}

  async accountOf(merchantId: bigint): Promise<GatewayAccount> {
    const merchant = await this.uow.read((tx) => this.merchants.findById(tx, merchantId));
    return this.accounts.accountOf(merchant!);
  }

  async execute(attempt: Attempt, account: GatewayAccount): Promise<Sighting> {
    const look = await this.look(account, attempt);
    return look.kind === 'told'
      ? this.uow.run((tx) => this.take(tx, attempt, look.refunds))
      : withoutWord(look);
  }

  /** What is there of one refund, capture or void of ours. */
  async sightOf(refund: Refund, attempt: Attempt, account: GatewayAccount): Promise<Sight> {
    if (refund.kind !== 'refund') return this.sightOfHold(refund, account, attempt);
    const sighting = await this.execute(attempt, account);
    if (sighting.kind !== 'told') return sighting;
    return { ...sighting, mine: sighting.mine.get(refund.id) ?? null };
  }

  private async sightOfHold(refund: Refund, account: GatewayAccount, of: Attempt): Promise<Sight> {
    const { merchantId, attemptId } = refund;
    const look = await this.look(account, of);
    if (look.kind !== 'told') return withoutWord(look);
    return this.uow.read(async (tx) => {
      const attempt = (await this.attempts.findById(tx, merchantId, attemptId))!;
      const decisions = await this.refunds.decisionsOf(tx, merchantId, attemptId);
      return sightOfHold(look.holds ?? [], refund, decisions, attempt);
    });
  }

  private async look(account: GatewayAccount, attempt: Attempt): Promise<RefundLook> {
    const [sessionId, of] = [attempt.sessionId!, inquiredPayment(attempt)];
    const read = await this.gateway.lookAtRefunds(account, sessionId, 'retrieve', of);
    return read.kind === 'untold' ? this.gateway.lookAtRefunds(account, sessionId, 'inquiry', of) : read;
  }

  private async take(tx: Tx, { merchantId, id }: Attempt, told: RefundReading[]): Promise<Sighting> {
    const attempt = await this.attempts.lockById(tx, merchantId, id);
    const ours = await this.refunds.ofAttempt(tx, merchantId, id);
    const { mine, foreign } = attributeRefunds(told, ours);
    const isProven = await this.foreign.take(tx, attempt, foreign, await this.clock.moment(tx, merchantId));
    return { kind: 'told', mine, ...whatIsLeft(attempt, told), ...(!isProven && { isUnproven: true }) };
  }
}

/** The platform said nothing of it, or could not be read. */
function withoutWord(look: Exclude<RefundLook, { kind: 'told' }>): Exclude<Sight, { kind: 'told' }> {
  switch (look.kind) {
    case 'untold':
      return look;
    case 'rate_limited':
      return {
        kind: 'unreadable',
        reason: look.reason ?? 'asked too often',
        retryAfterSeconds: look.retryAfterSeconds,
      };
    case 'unauthorized':
      return { kind: 'unreadable', reason: look.message, retryAfterSeconds: null };
    case 'trouble':
      return { kind: 'unreadable', reason: look.trouble.message, retryAfterSeconds: null };
  }
}
