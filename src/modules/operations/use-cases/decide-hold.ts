import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Principal } from '../../../platform/http/principal.js';
import { ApiKeysRepository, MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import { type ChargeHold, ChargeHolds, type HoldDecision, HoldsRepository } from '../../safeguards/index.js';
import { SubscriptionsRepository } from '../../subscriptions/index.js';
import type { DecideHoldRequest } from '../dto/decide-hold.request.js';
import type { HoldView } from '../dto/hold.response.js';
import { stepAfter } from '../second-person.js';

interface Word {
  decision: HoldDecision;
  by: string;
  reason: string;
  keyId: bigint;
  at: Date;
}

/**
 * A person lets held charges go, or lifts the hold so that what is due is judged anew: after what was wrong has
 * been put right. Only the first moves money, so only it takes the second person that a merchant asks for.
 */
@Injectable()
export class DecideHold {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly holds: HoldsRepository,
    private readonly chargeHolds: ChargeHolds,
    private readonly merchants: MerchantsRepository,
    private readonly keys: ApiKeysRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(
    { merchantId, keyId }: Principal,
    publicId: string,
    decision: HoldDecision,
    { by, reason }: DecideHoldRequest,
  ): Promise<HoldView> {
    return this.uow.run(async (tx) => {
      const hold = await this.holds.lockByPublicId(tx, merchantId, publicId);
      if (!hold) throw AppError.notFound('hold', publicId);
      const at = await this.clock.now(tx, merchantId);
      const word = { decision, by: by.trim(), reason: reason.trim(), keyId, at };
      // The same word again is the repetition of a request whose answer was lost.
      if (!isRepeated(hold, word)) await this.take(tx, hold, word);
      return this.view(tx, hold, at);
    });
  }

  private async take(tx: Tx, hold: ChargeHold, word: Word): Promise<void> {
    if (hold.decision !== null) throw decidedAlready(hold);
    const { manualConfirmation } = (await this.merchants.findById(tx, hold.merchantId))!;
    const needsSecond = manualConfirmation && word.decision === 'approved';
    const voice = { outcome: word.decision, decidedBy: word.by, apiKeyId: word.keyId };
    switch (stepAfter(needsSecond, proposedIn(hold), voice)) {
      case 'same_person':
        throw needsSomebodyElse(hold);
      case 'propose': {
        const { by, reason, keyId, at } = word;
        const proposal = { by, reason, keyId: String(keyId), at: at.toISOString() };
        await this.change(tx, hold, { proposal });
        return this.tell(tx, hold, 'mass_charge.approval_proposed', word);
      }
      case 'carry_out': {
        const { decision, by: decidedBy, reason: decisionReason, keyId: decidedKeyId, at: decidedAt } = word;
        await this.change(tx, hold, { decision, decidedBy, decisionReason, decidedKeyId, decidedAt });
        const agreed = needsSecond && hold.proposal ? { proposed_by: hold.proposal.by } : {};
        return this.tell(tx, hold, `mass_charge.${decision}`, word, agreed);
      }
    }
  }

  private async change(tx: Tx, hold: ChargeHold, patch: Partial<ChargeHold>): Promise<void> {
    await this.holds.update(tx, hold, patch);
    Object.assign(hold, patch);
  }

  private async tell(
    tx: Tx,
    hold: ChargeHold,
    type: 'mass_charge.approval_proposed' | `mass_charge.${HoldDecision}`,
    { by, reason, keyId, at }: Word,
    more: object = {},
  ): Promise<void> {
    const key = (await this.keys.findById(tx, hold.merchantId, keyId))!;
    await this.chargeHolds.tell(tx, hold, type, at, { by, reason, api_key: key.publicId, ...more });
  }

  private async view(tx: Tx, hold: ChargeHold, now: Date): Promise<HoldView> {
    const { merchantId, subscriptionId } = hold;
    const subscription = subscriptionId === null ? null : await this.subscriptions.findById(tx, merchantId, subscriptionId); // prettier-ignore
    return { id: hold.id, hold, subscription: subscription?.publicId ?? null, now };
  }
}

function proposedIn({ proposal }: ChargeHold) {
  return proposal && { outcome: 'approved', decidedBy: proposal.by, apiKeyId: BigInt(proposal.keyId) };
}

function isRepeated(hold: ChargeHold, { decision, by, keyId }: Word): boolean {
  return hold.decision === decision && hold.decidedBy === by && hold.decidedKeyId === keyId;
}

function decidedAlready(hold: ChargeHold): AppError {
  return new AppError('conflict', `Hold ${hold.publicId} was ${hold.decision} by ${hold.decidedBy} already`);
}

function needsSomebodyElse(hold: ChargeHold): AppError {
  const message = `it was proposed by ${hold.proposal!.by}; another person with another API key must confirm it`;
  return AppError.field('conflict', 'by', message);
}
