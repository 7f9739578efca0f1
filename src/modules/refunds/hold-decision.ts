import type { HoldReading } from '../../gateway/payment-gateway.js';
import { amountOfAttempt, type Attempt, type GatewayOutcome } from '../charges/index.js';
import { attributeRefunds } from './attribute-refunds.js';
import type { Sight } from './next-refund-step.js';
import type { Refund } from './refund.entity.js';

/** What a capture or void that was made makes of the payment that a bank held. Pure. */
export function whatItMakesOf({ kind, referenceNumber }: Refund, attempt: Attempt): GatewayOutcome {
  if (kind === 'void') return { kind: 'unpaid', reason: 'the merchant let go of what the bank held' };
  return {
    kind: 'succeeded',
    payment: {
      sessionId: attempt.sessionId!,
      orderNo: attempt.orderNo,
      state: 'paid',
      result: 'success',
      amount: amountOfAttempt(attempt),
      referenceNumber: referenceNumber ?? attempt.referenceNumber,
      gatewayCustomerId: null,
      agreementId: null,
      // Asked for once the payment is in the books.
      card: null,
      decline: null,
      checkoutUrl: null,
    },
  };
}

/**
 * What of a hold is there at the platform, for one decision of ours. Pure. Of what was captured or let go nothing is
 * left to decide, whoever did it; nor of what is settled here by now.
 * @param decisions ours of the same payment, rejected ones too
 */
export function sightOfHold(
  told: readonly HoldReading[],
  refund: Pick<Refund, 'id' | 'kind'>,
  decisions: readonly Refund[],
  attempt: Pick<Attempt, 'status' | 'amountMinor'>,
): Extract<Sight, { kind: 'told' }> {
  const ofKind = told.filter(({ state }) => state === (refund.kind === 'capture' ? 'paid' : 'voided'));
  const { mine } = attributeRefunds(
    ofKind,
    decisions.filter(({ kind }) => kind === refund.kind),
  );
  const isLeft = told.length === 0 && attempt.status === 'authorized';
  return { kind: 'told', mine: mine.get(refund.id) ?? null, leftMinor: isLeft ? attempt.amountMinor : 0n };
}
