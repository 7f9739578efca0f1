import type { Weekday } from '../../domain/calendar/weekend.js';
import {
  DEFAULT_MAILS,
  type DunningMails,
  type DunningPolicy,
  faultsOfPolicy,
} from '../../domain/dunning/ladder.js';
import { AppError, type FieldFault } from '../../platform/http/app-error.js';
import type { PolicyVersion } from './dunning-policy-version.entity.js';
import type { MailsRequest, PolicyTermsRequest } from './dto/policy-terms.request.js';

export type PolicyTerms = Omit<PolicyVersion, 'merchantId' | 'id' | 'policyId' | 'version' | 'createdAt'>;

/** What a request says of a policy, checked as a whole: every fault at once, by the request's own names. */
export function termsOf(request: PolicyTermsRequest): PolicyTerms {
  const terms: PolicyTerms = {
    retryDays: request.retry_days,
    graceDays: request.grace_days,
    finalDay: request.final_day,
    finalAction: request.final_action,
    localHour: request.local_hour ?? null,
    businessDaysOnly: request.business_days_only ?? false,
    weekend: (request.weekend as Weekday[] | undefined) ?? null,
    mails: mailsOf(request.mails, request.final_day),
  };
  const faults: FieldFault[] = faultsOfPolicy(policyOf(terms, 1)).map(({ field, message }) => ({
    field: snakeCase(field),
    message,
  }));
  if (terms.weekend !== null && !terms.businessDaysOnly)
    faults.push({ field: 'weekend', message: 'is given, but business_days_only is not true' });
  if (faults.length > 0)
    throw new AppError('rule_violation', faults.map((f) => `${f.field}: ${f.message}`).join('; '), faults);
  return terms;
}

/** As the domain reads it. */
export function policyOf(terms: PolicyTerms, version: number): DunningPolicy {
  const { retryDays, graceDays, finalDay, finalAction, localHour, businessDaysOnly, weekend, mails } = terms;
  return {
    version,
    retryDays,
    graceDays,
    finalDay,
    finalAction,
    ...(localHour !== null && { localHour }),
    ...(businessDaysOnly && { weekend: weekend ?? ('customer' as const) }),
    mails,
  };
}

/** What is absent is as by default; null is no mail. A short ladder warns as early as it can. */
function mailsOf(request: MailsRequest | undefined, finalDay: number): DunningMails {
  const given = <T>(value: T | undefined, otherwise: T): T => (value === undefined ? otherwise : value);
  return {
    declined: given(request?.declined, DEFAULT_MAILS.declined),
    declinedAgain: given(request?.declined_again, DEFAULT_MAILS.declinedAgain),
    newCardNeeded: given(request?.new_card_needed, DEFAULT_MAILS.newCardNeeded),
    beforeFinal: given(request?.before_final, DEFAULT_MAILS.beforeFinal),
    beforeFinalDays: given(
      request?.before_final_days,
      Math.min(DEFAULT_MAILS.beforeFinalDays, Math.max(finalDay, 1)),
    ),
  };
}

function snakeCase(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
