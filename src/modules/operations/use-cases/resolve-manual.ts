import { Injectable } from '@nestjs/common';
import type { PaymentReading } from '../../../gateway/payment-gateway.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Principal } from '../../../platform/http/principal.js';
import {
  amountOfAttempt,
  type Attempt,
  AttemptsRepository,
  ChargeLifecycle,
  type GatewayOutcome,
  SettleCharge,
} from '../../charges/index.js';
import { ApiKeysRepository, MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import { type Refund, RefundsRepository } from '../../refunds/index.js';
import { SubscriptionsRepository } from '../../subscriptions/index.js';
import type { ResolveManualRequest } from '../dto/resolve-manual.request.js';
import type { ManualDecision } from '../manual-decision.entity.js';
import { ManualRepository, type NewManualDecision } from '../manual.repository.js';
import { openCaseOf, stepAfter } from '../second-person.js';

/** Sent, and not known to have been done or not. */
const IN_DOUBT: readonly Refund['status'][] = ['sent', 'unknown', 'queued', 'manual'];

/**
 * A person says what became of a payment that could not be found out by asking. Decision, booking and events
 * are one transaction, under the lock of the subscription: of two persons at once, one is the second.
 */
@Injectable()
export class ResolveManual {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly merchants: MerchantsRepository,
    private readonly keys: ApiKeysRepository,
    private readonly clock: MerchantClock,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly attempts: AttemptsRepository,
    private readonly lifecycle: ChargeLifecycle,
    private readonly settle: SettleCharge,
    private readonly manual: ManualRepository,
    private readonly refunds: RefundsRepository,
  ) {}

  execute(
    { merchantId, keyId }: Principal,
    publicId: string,
    request: ResolveManualRequest,
    idempotencyKey: string,
  ): Promise<ManualDecision> {
    assertConsistent(request);
    return this.uow.run(async (tx) => {
      const found = await this.attempts.findByPublicId(tx, merchantId, publicId);
      if (!found) throw AppError.notFound('attempt', publicId);
      await this.subscriptions.lockIfAny(tx, merchantId, found.subscriptionId);
      const decisions = await this.manual.decisionsOf(tx, found);
      const same = decisions.find((decision) => decision.idempotencyKey === idempotencyKey);
      if (same) return same;
      const attempt = (await this.attempts.findById(tx, merchantId, found.id))!;
      assertUndecided(attempt, decisions);
      if (request.outcome === 'not_paid') await this.refuseWhileCaptured(tx, attempt);
      await this.assertSession(tx, attempt, request);
      const openCase = openCaseOf(decisions);
      const voice = {
        merchantId,
        attemptId: attempt.id,
        caseNo: openCase.no,
        outcome: request.outcome,
        evidence: request.evidence.trim(),
        referenceNumber: request.reference_number ?? null,
        sessionId: request.session_id ?? null,
        decidedBy: request.by.trim(),
        apiKeyId: keyId,
        idempotencyKey,
        decidedAt: await this.clock.now(tx, merchantId),
      };
      return this.take(tx, attempt, openCase.proposal, voice);
    });
  }

  /** Told to be unpaid, it would be charged anew, and the capture that is on its way would take it once more. */
  private async refuseWhileCaptured(tx: Tx, { merchantId, id, publicId }: Attempt): Promise<void> {
    const decisions = await this.refunds.decisionsOf(tx, merchantId, id);
    const inDoubt = decisions.find(({ kind, status }) => kind === 'capture' && IN_DOUBT.includes(status));
    if (!inDoubt) return;
    const message = `Nobody knows yet whether capture ${inDoubt.publicId} of ${publicId} was made: it is ${inDoubt.status}. Resolve that one first`;
    throw new AppError('conflict', message);
  }

  private async take(
    tx: Tx,
    attempt: Attempt,
    proposal: ManualDecision | null,
    voice: Omit<NewManualDecision, 'carriedOut'>,
  ): Promise<ManualDecision> {
    const merchant = (await this.merchants.findById(tx, attempt.merchantId))!;
    switch (stepAfter(merchant.manualConfirmation, proposal, voice)) {
      case 'same_person':
        throw needsSomebodyElse(proposal!);
      case 'propose': {
        const decision = await this.manual.decide(tx, { ...voice, carriedOut: false });
        await this.tell(tx, attempt, 'attempt.resolution_proposed', decision);
        return decision;
      }
      case 'carry_out': {
        const agreed = proposal?.outcome === voice.outcome ? proposal : null;
        // What the first person had found out counts, unless the second knows better.
        const referenceNumber = voice.referenceNumber ?? agreed?.referenceNumber ?? null;
        const sessionId = voice.sessionId ?? agreed?.sessionId ?? null;
        const decision = await this.manual.decide(tx, {
          ...voice,
          referenceNumber,
          sessionId,
          carriedOut: true,
        });
        const data = agreed ? { proposed_by: agreed.decidedBy } : {};
        await this.tell(tx, attempt, 'attempt.resolved', decision, data);
        await this.settle.within(tx, attempt, outcomeOf(attempt, decision), 'human');
        return decision;
      }
    }
  }

  /** A payment is always of a session; where we know none, whoever saw the payment saw its session too. */
  private async assertSession(
    tx: Tx,
    { merchantId, sessionId: known, publicId }: Attempt,
    { outcome, session_id: sessionId }: ResolveManualRequest,
  ): Promise<void> {
    if (known !== null || outcome === 'not_paid') {
      if (sessionId === undefined || sessionId === known) return;
      const message =
        known === null ? 'only a payment that was made has one' : `its session is known and is ${known}`;
      throw AppError.field('rule_violation', 'session_id', message);
    }
    if (sessionId === undefined) {
      const message = 'is needed: the session of this attempt is not known, and a payment is always of one';
      throw AppError.field('rule_violation', 'session_id', message);
    }
    const [other] = await this.attempts.findBySessions(tx, [{ merchantId, sessionId }]);
    if (other && other.publicId !== publicId) {
      throw AppError.field('conflict', 'session_id', `is that of attempt ${other.publicId}`);
    }
  }

  private async tell(
    tx: Tx,
    attempt: Attempt,
    type: 'attempt.resolved' | 'attempt.resolution_proposed',
    decision: ManualDecision,
    more: Record<string, unknown> = {},
  ): Promise<void> {
    const key = (await this.keys.findById(tx, decision.merchantId, decision.apiKeyId))!;
    await this.lifecycle.tellAttempt(tx, attempt, type, decision.decidedAt, {
      outcome: decision.outcome,
      evidence: decision.evidence,
      reference_number: decision.referenceNumber,
      ...(decision.sessionId !== null && { session_id: decision.sessionId }),
      by: decision.decidedBy,
      api_key: key.publicId,
      ...more,
    });
  }
}

function assertConsistent({ outcome, reference_number: reference }: ResolveManualRequest): void {
  if (outcome === 'not_paid' && reference !== undefined) {
    throw AppError.field('rule_violation', 'reference_number', 'only a payment that was made has one');
  }
}

function assertUndecided(attempt: Attempt, decisions: ManualDecision[]): void {
  if (attempt.status === 'manual') return;
  const done = decisions.findLast((decision) => decision.carriedOut);
  const how = done ? `: ${done.decidedBy} decided "${done.outcome}"` : '';
  throw new AppError(
    'conflict',
    `Attempt ${attempt.publicId} is ${attempt.status}${how}; only a manual one can be resolved`,
  );
}

function needsSomebodyElse({ decidedBy, outcome }: ManualDecision): AppError {
  const message = `"${outcome}" was proposed by ${decidedBy}; another person with another API key must confirm it`;
  return AppError.field('conflict', 'by', message);
}

function outcomeOf(attempt: Attempt, decision: ManualDecision): GatewayOutcome {
  return decision.outcome === 'paid'
    ? { kind: 'succeeded', payment: paymentOf(attempt, decision) }
    : { kind: 'resolved_unpaid', reason: `${decision.decidedBy} found that no money moved` };
}

/** What the attempt itself says and nothing more: a card that nobody has read is fetched later or missing. */
function paymentOf(attempt: Attempt, { referenceNumber, sessionId }: ManualDecision): PaymentReading {
  return {
    sessionId: (attempt.sessionId ?? sessionId)!,
    orderNo: attempt.orderNo,
    state: 'paid',
    result: null,
    amount: amountOfAttempt(attempt),
    referenceNumber,
    gatewayCustomerId: null,
    agreementId: null,
    card: null,
    decline: null,
    checkoutUrl: null,
  };
}
