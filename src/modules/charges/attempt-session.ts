import { Injectable } from '@nestjs/common';
import { isOpenAttempt } from '../../domain/charge/attempt-states.js';
import {
  type GatewayAccount,
  type LookResult,
  PaymentGateway,
  type PaymentReading,
} from '../../gateway/payment-gateway.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { MerchantClock } from '../merchants/index.js';
import type { Attempt } from './attempt.entity.js';
import { AttemptsRepository } from './attempts.repository.js';
import { ChargeLifecycle } from './charge-lifecycle.js';

/** The session of an attempt: the one that bears its order number, whatever the answer that opened it named. */
@Injectable()
export class AttemptSession {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly attempts: AttemptsRepository,
    private readonly lifecycle: ChargeLifecycle,
    private readonly clock: MerchantClock,
  ) {}

  /** Where Ottu knows none of that name, the one that a message about it named is read, and believed by its order number. */
  async read(attempt: Attempt, account: GatewayAccount): Promise<LookResult> {
    const look = await this.gateway.retrieveSession(account, attempt.sessionId!);
    const { sessionId, toldSessionId } = attempt;
    if (look.kind !== 'not_found' || toldSessionId === null || toldSessionId === sessionId) return look;
    const told = await this.gateway.retrieveSession(account, toldSessionId);
    return told.kind === 'found' && (await this.tie(attempt, told.payment)) ? told : look;
  }

  /** False where it bears another order, or is another attempt's already: that only a person can make sense of. */
  async tie(attempt: Attempt, { sessionId, orderNo }: PaymentReading): Promise<boolean> {
    const { merchantId, id, sessionId: named } = attempt;
    if (orderNo !== attempt.orderNo) return false;
    if (sessionId === named) return true;
    return this.uow.run(async (tx) => {
      const locked = await this.attempts.lockById(tx, merchantId, id);
      const taken = await this.attempts.findBySessions(tx, [{ merchantId, sessionId }]);
      if (locked.sessionId !== named || !isOpenAttempt(locked.status) || taken.length > 0) return false;
      await this.attempts.update(tx, merchantId, id, { sessionId });
      const data = { session_id: sessionId, named_session_id: named };
      const now = await this.clock.now(tx, merchantId);
      await this.lifecycle.tellAttempt(tx, attempt, 'attempt.session_corrected', now, data);
      attempt.sessionId = sessionId;
      return true;
    });
  }
}
