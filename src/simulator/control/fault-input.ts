import { BodyCheck } from '../api/check.js';
import { objectBody } from '../api/body.js';
import { fieldErrors } from '../api/errors.js';
import {
  API_FAULTS,
  FAULT_ENDPOINTS,
  WEBHOOK_FAULTS,
  type Fault,
  type FaultAction,
  type FaultMatch,
  type Faults,
} from '../faults.js';
import { DECLINES } from '../decline-codes.js';
import { textOf, type JsonObject } from '../state/types.js';

const MATCH_FIELDS = [
  'endpoint',
  'operation',
  'order_no',
  'order_no_prefix',
  'session_id',
  'customer_id',
  'agreement_id',
];
const OUTCOMES = [
  'approve',
  'approve_late',
  'no_answer',
  'no_answer_paid',
  'queued',
  'queued_then_rejected',
  'rejected',
  'late',
];

function readMatch(check: BodyCheck, given: JsonObject): FaultMatch {
  for (const [name, value] of Object.entries(given)) {
    if (!MATCH_FIELDS.includes(name))
      check.fail('match', `Unknown field ${name}. Known: ${MATCH_FIELDS.join(', ')}.`);
    else if (typeof value !== 'string') check.fail('match', `${name} must be a string.`);
  }
  const endpoint = given.endpoint;
  if (endpoint !== undefined && !FAULT_ENDPOINTS.includes(endpoint as (typeof FAULT_ENDPOINTS)[number])) {
    check.fail('match', `endpoint must be one of: ${FAULT_ENDPOINTS.join(', ')}.`);
  }
  return given;
}

function readAction(check: BodyCheck, given: JsonObject, match: FaultMatch): FaultAction {
  const webhook = match.endpoint === 'webhook' || match.endpoint === 'operation_webhook';
  const types: readonly string[] = webhook ? WEBHOOK_FAULTS : API_FAULTS;
  const { type } = given;
  if (typeof type !== 'string' || !types.includes(type))
    check.fail('action', `type must be one of: ${types.join(', ')}.`);
  const { status, code, outcome } = given;
  if (status !== undefined && !(typeof status === 'number' && status >= 200 && status <= 599)) {
    check.fail('action', 'status must be a number from 200 to 599.');
  }
  if (type === 'force_decline' && !(typeof code === 'string' && Object.hasOwn(DECLINES, code))) {
    check.fail('action', `code must be one of: ${Object.keys(DECLINES).join(', ')}.`);
  }
  if (type === 'force_outcome' && !OUTCOMES.includes(textOf(outcome))) {
    check.fail('action', `outcome must be one of: ${OUTCOMES.join(', ')}.`);
  }
  return given as FaultAction;
}

/** Reads a fault as it is posted; everything wrong with it is named. */
export function readFault(faults: Faults, given: unknown): Omit<Fault, 'seen' | 'hits'> {
  const body = objectBody(given);
  const check = new BodyCheck(body);
  const match = readMatch(check, objectBody(body.match));
  const action = readAction(check, objectBody(body.action), match);
  const times = body.times === null || body.times === 0 ? null : (check.integer('times', 1, 1_000_000) ?? 1);
  const skip = check.integer('skip', 0, 1_000_000) ?? 0;
  const probability = body.probability === undefined ? 1 : Number(body.probability);
  if (!(probability >= 0 && probability <= 1)) check.fail('probability', 'Must be between 0 and 1.');
  const id = check.text('id', { max: 64 });
  if (check.failed) throw fieldErrors(check.errors);
  return {
    id: id ?? faults.newId(),
    match,
    action,
    times: action.type === 'outage' && body.times === undefined ? null : times,
    skip,
    probability,
  };
}
