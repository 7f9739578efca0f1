import { Injectable } from '@nestjs/common';
import { attemptMachine } from '../../../domain/charge/attempt-states.js';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { crashpoint } from '../../../platform/config/crashpoint.js';
import { inBatch } from '../../../platform/database/in-batch.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type Writer, Writes } from '../../../platform/database/writes.js';
import { EpochGate } from '../../../platform/epoch/index.js';
import { orderNo } from '../../../platform/security/order-no.js';
import { collectionKey } from '../../invoices/index.js';
import { MerchantAccounts } from '../../merchants/index.js';
import type { PayerContext } from '../attempt-context.js';
import { Attempt } from '../attempt.entity.js';
import { AttemptsRepository } from '../attempts.repository.js';
import type { Charge } from '../charge.entity.js';
import { type ChargeFacts, ChargeFactsReader } from '../charge-facts.js';
import { ChargeFailures } from '../charge-failures.js';
import { ChargeLifecycle } from '../charge-lifecycle.js';
import { type AttemptDecision, decideAttempt } from '../decide-attempt.js';
import { withinLadder } from '../ladder-view.js';
import { after } from '../waits.js';
import { type Claim, ClaimCharges } from './claim-charges.js';
import { FinishWithoutAttempt, type Unchargeable } from './finish-without-attempt.js';

/** An attempt that is written ahead, with what speaking to Ottu about it needs. */
export interface PreparedAttempt {
  attempt: Attempt;
  payer: PayerContext;
}

/** After a restore nothing is begun until it is known what was charged since. */
const NOTHING_CLAIMED: Claim = { charges: [], probes: [], held: 0, wanted: new Set() };

type Prepared = { prepared: PreparedAttempt } | { unchargeable: Unchargeable } | null;

/**
 * Phase A of charging: claims charges whose time has come and writes their attempts ahead, in one
 * transaction. A charge that throws is counted alone; the rest of the batch goes on.
 */
@Injectable()
export class PrepareAttempts {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly claimCharges: ClaimCharges,
    private readonly attempts: AttemptsRepository,
    private readonly lifecycle: ChargeLifecycle,
    private readonly facts: ChargeFactsReader,
    private readonly accounts: MerchantAccounts,
    private readonly failures: ChargeFailures,
    private readonly finishWithoutAttempt: FinishWithoutAttempt,
    private readonly epochs: EpochGate,
  ) {}

  /** What was written ahead; `claimed` also counts what else was done, so that zero means: nothing more now. */
  async execute(
    scope: TimeScope,
    now: Date,
    owner: string,
    limit: number,
  ): Promise<{ claimed: number; prepared: PreparedAttempt[] }> {
    const first = await this.round(scope, now, owner, limit);
    // Nothing was in hand of the merchants whose charges are due; now it is.
    return first.refilled > 0 && first.prepared.length === 0 ? this.round(scope, now, owner, limit) : first;
  }

  private async round(scope: TimeScope, now: Date, owner: string, limit: number) {
    const { claim, results } = await this.claimAndPrepare(scope, now, owner, limit);
    for (const result of results) {
      if (!result || !('unchargeable' in result)) continue;
      const { unchargeable } = result;
      // What was written ahead has to be sent, whatever becomes of the others.
      await this.failures.guard(unchargeable.charge, 'ending it without an attempt', now, () =>
        this.finishWithoutAttempt.execute(unchargeable, now),
      );
    }
    const prepared = results.filter(isPrepared).map((result) => result.prepared);
    if (prepared.length > 0) crashpoint('after-claim');
    const refilled = await this.claimCharges.refill(claim, now);
    return { claimed: results.length + claim.held + refilled, refilled, prepared };
  }

  /** In one transaction; what was set aside for charges that got no attempt is given back. */
  private async claimAndPrepare(scope: TimeScope, now: Date, owner: string, limit: number) {
    let claim: Claim = NOTHING_CLAIMED;
    try {
      const results = await this.uow.run(async (tx) => {
        // What was claimed before this transaction had to be repeated.
        this.claimCharges.giveBack(claim.charges);
        claim = NOTHING_CLAIMED;
        if (await this.epochs.allowsMoney(tx)) claim = await this.claimCharges.execute(tx, scope, now, limit);
        const prepared = await inBatch<Charge, Prepared>(tx, claim.charges, {
          together: (inner, charges) => this.together(inner, charges, now, owner),
          alone: async (inner, charge) => (await this.prepareAll(inner, inner, [charge], now, owner))[0]!,
          failed: async (outer, charge, error) => {
            await this.failures.count(outer, charge, 'preparing', error, now);
            return null;
          },
        });
        await this.claimCharges.takeProbes(tx, claim, begunOf(claim, prepared), now);
        return prepared;
      });
      const begun = begunOf(claim, results);
      this.claimCharges.giveBack(claim.charges.filter((charge) => !begun.includes(charge)));
      return { claim, results };
    } catch (error) {
      this.claimCharges.giveBack(claim.charges);
      throw error;
    }
  }

  private async together(tx: Tx, charges: Charge[], now: Date, owner: string): Promise<Prepared[]> {
    const writes = await Writes.reserving(tx, new Map([[Attempt, charges.length]]));
    const prepared = await this.prepareAll(tx, writes, charges, now, owner);
    await writes.flush(tx);
    return prepared;
  }

  private async prepareAll(
    tx: Tx,
    writer: Writer,
    claimed: Charge[],
    now: Date,
    owner: string,
  ): Promise<Prepared[]> {
    // Copies: if the batch fails, its rows begin again as they were claimed.
    const charges = claimed.map((charge) => ({ ...charge }));
    const facts = await this.facts.read(tx, charges, now);
    const prepared: Prepared[] = [];
    for (const charge of charges) {
      prepared.push(await this.prepare(writer, charge, facts.get(charge)!, owner));
    }
    return prepared;
  }

  private async prepare(
    writer: Writer,
    charge: Charge,
    facts: ChargeFacts,
    owner: string,
  ): Promise<Prepared> {
    const decision = decideAttempt(facts);
    switch (decision.kind) {
      case 'postpone': {
        const plan = withinLadder(charge, decision, facts.now);
        await this.lifecycle.postpone(writer, charge, plan, facts.now);
        return null;
      }
      case 'cannot':
      case 'over':
        return { unchargeable: { charge, decision } };
      case 'attempt':
        return { prepared: await this.writeAhead(writer, charge, facts, decision, owner) };
    }
  }

  private async writeAhead(
    writer: Writer,
    charge: Charge,
    facts: ChargeFacts,
    { card, agreement }: Extract<AttemptDecision, { kind: 'attempt' }>,
    owner: string,
  ): Promise<PreparedAttempt> {
    const { merchantId, subscriptionId, invoiceId, customerId, currency, amountMinor } = charge;
    const { merchant, subscription, customer, invoice, now } = facts;
    const n = charge.attemptsMade + 1;
    const secret = this.accounts.orderNoSecret(merchant);
    const attempt = await this.attempts.insert(writer, {
      merchantId,
      chargeId: charge.id,
      invoiceId,
      subscriptionId,
      customerId,
      n,
      kind: 'mit',
      status: attemptMachine.initial,
      orderNo: orderNo(secret, subscription.publicId, collectionKey(invoice), n),
      currency,
      amountMinor,
      cardId: card.id,
      pgCode: card.pgCode,
      agreementId: agreement.id,
      owner,
      preparedAt: now,
      nextCheckAt: after(facts, { minutes: 5 }),
    });
    const made = { attemptsMade: n, processingFailures: 0, cardGivenAt: null };
    await this.lifecycle.apply(writer, charge, 'attempt_opened', now, made);
    const shown = { brand: card.brand, last_four: card.lastFour };
    await this.lifecycle.tellAttempt(writer, attempt, 'attempt.prepared', now, { card: shown });
    const account = this.accounts.accountOf(merchant);
    return { attempt, payer: { merchant, account, subscription, customer, agreement, card } };
  }
}

/** What was claimed and is written ahead. */
function begunOf({ charges }: Claim, results: readonly Prepared[]): Charge[] {
  return charges.filter((_, index) => isPrepared(results[index] ?? null));
}

function isPrepared(result: Prepared): result is { prepared: PreparedAttempt } {
  return result !== null && 'prepared' in result;
}
