import type { DeleteCardResult } from '../payment-gateway.js';
import type { HttpOutcome } from './one-outcome.js';
import { commonAnswer, errorMessage, readBody, trouble } from './http-answers.js';

/** Statuses with which a server says that it knows the address and not the method. */
const NO_SUCH_CALL = [405, 501];
const REFUSALS = [400, 409, 422, 423];

/**
 * Reads the answer to the deletion of a card: 204 is done. Any other word counts only with a body as Ottu writes it: a
 * proxy with a wrong route answers 404, 405 or 200 in HTML to everything.
 */
export function readDeletedCard(outcome: HttpOutcome, now: Date): DeleteCardResult {
  if (outcome.kind === 'failed') {
    return { kind: 'trouble', trouble: trouble(outcome.code, outcome.message, outcome.httpStatus) };
  }
  const { status } = outcome;
  const body = readBody(outcome.body);
  if (NO_SUCH_CALL.includes(status) && body.ok)
    return { kind: 'unavailable', message: errorMessage(outcome) };
  const common = commonAnswer(outcome, now);
  if (common) return common;
  if (status === 204) return { kind: 'deleted' };
  if (status === 200 && (body.ok || outcome.body.length === 0)) return { kind: 'deleted' };
  if (status === 404 && body.ok) return { kind: 'not_found', message: errorMessage(outcome) };
  if (REFUSALS.includes(status) && body.ok) return { kind: 'refused', message: errorMessage(outcome) };
  const message = `HTTP ${status}: ${errorMessage(outcome)}`;
  return { kind: 'trouble', trouble: trouble('unexpected', message, status) };
}
