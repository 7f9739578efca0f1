import { Attempt } from './attempt.entity.js';
import { Charge } from './charge.entity.js';
import { GatewayHold } from './gateway-hold.entity.js';

export { CreditOpenAmount, type OpenInvoice } from './credit-open-amount.js';
export {
  type AgreedPayer,
  amountOfAttempt,
  AttemptContext,
  inquiredPayment,
  type PayerContext,
} from './attempt-context.js';
export { AttemptLeases } from './attempt-leases.repository.js';
export { AttemptSession } from './attempt-session.js';
export { ATTEMPTS_TO_CHECK, AttemptsRepository } from './attempts.repository.js';
export { CardOnFile, lacksItsCard } from './card-on-file.js';
export { amountOf, ChargeLifecycle } from './charge-lifecycle.js';
export { ChargesModule } from './charges.module.js';
export {
  CASES_TO_REMIND_OF,
  CHARGES_DUE,
  CHARGES_TO_END,
  ChargesRepository,
  MAILS_DUE,
} from './charges.repository.js';
export { AttemptResponse, presentAttempt } from './dto/charge.response.js';
export type { GatewayOutcome } from './gateway-outcome.js';
export { GatewayHoldsRepository } from './gateway-holds.repository.js';
export { GivenUp } from './given-up.js';
export { troubleOf } from './give-to-human.js';
export { judgeLook, type Verdict } from './judge-look.js';
export { asTold, isSeenBefore, lateDoubt } from './late-doubt.js';
export { REFUSALS_BEFORE_A_LOOK } from './decide-after-refusal.js';
export { isOver } from './decide-attempt.js';
export { SettleCharge } from './settle-charge.js';
export { StopCollection } from './stop-collection.js';
export { SettlementContexts } from './settlement-contexts.js';
export { SurplusMoney } from './surplus-money.js';
export type { SettledBy } from './settlement-context.js';
export { CloseEarlierSessions } from './use-cases/close-earlier-sessions.js';
export { ClosePagesInTheWay, PAGE_HEAD_START_MINUTES } from './use-cases/close-pages-in-the-way.js';
export { FinalizeDrafts } from './use-cases/finalize-drafts.js';
export { ThresholdFactsReader } from './threshold-facts.js';
export { OpenCharge } from './use-cases/open-charge.js';
export { type PreparedAttempt, PrepareAttempts } from './use-cases/prepare-attempts.js';
export { CreateInvoiceRequest } from './dto/create-invoice.request.js';
export { CreateInvoice } from './use-cases/create-invoice.js';
export { RunFinalSteps } from './use-cases/run-final-steps.js';
export { RunMailsDue } from './use-cases/run-mails-due.js';
export { SendAttempt } from './use-cases/send-attempt.js';
export { TryNewCardNow } from './use-cases/try-new-card-now.js';
export {
  after,
  CONTRADICTED_MINUTES,
  HOLD_DAYS,
  HOLD_LOOK_HOURS,
  HOLD_WARNING_HOURS,
  LATE_LOOKS_HOURS,
  later,
  MANUAL_LOOK_HOURS,
  MAX_FAILURES,
  type Moment,
  MOST_DELAY_BEFORE_SEND_MS,
  STALE_LOOK_MS,
} from './waits.js';
export { Attempt, Charge, GatewayHold };
export const CHARGE_ENTITIES = [Charge, Attempt, GatewayHold];
