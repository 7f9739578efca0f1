import type { FaultGroup } from './options.js';
import type { Chance } from '../support/chance.js';

interface Kind {
  group: FaultGroup;
  endpoints: readonly string[];
  /** The most of the calls that it strikes. */
  most: number;
  /** How often in one while; without it, as often as chance has it. */
  times?: number;
  action: (chance: Chance) => object;
}

const EVERY_CALL = ['create', 'retrieve', 'auto_debit', 'inquiry', 'operation', 'cards'];
const MONEY = ['auto_debit'];
const WEBHOOK = ['webhook'];

/**
 * Everything that the platform may do to us. Left out is what would rightly end with a person, or badly:
 * - credentials that are refused.
 * - a contradiction told again and again: it is never decided by machine. Told once, it is asked again.
 * - another word for the state of a session, in a look or a status query, and a direct answer that says "paid" when
 *   nothing was: against a liar there is no protocol. What is under way and is called untouched is closed and charged
 *   again, what is paid and is called failed after the wait counts as unpaid.
 * - a status query that knows no such order, though it does: a recovery may still take it for absent.
 * - a session or an operation that is refused with 404 or 400: three such days of a renewal in a row are a person's, and
 *   a refund that is refused is rejected for good.
 */
const KINDS: readonly Kind[] = [
  { group: 'silence', endpoints: EVERY_CALL, most: 0.08, action: () => ({ type: 'drop_before' }) },
  { group: 'silence', endpoints: EVERY_CALL, most: 0.1, action: () => ({ type: 'drop_after' }) },
  { group: 'silence', endpoints: EVERY_CALL, most: 0.02, action: () => ({ type: 'hang_before' }) },
  { group: 'silence', endpoints: EVERY_CALL, most: 0.03, action: () => ({ type: 'hang_after' }) },
  {
    group: 'silence',
    endpoints: EVERY_CALL,
    most: 0.15,
    action: (c) => ({ type: 'delay', ms: c.whole(5, 1_500) }),
  },
  {
    group: 'answers',
    endpoints: EVERY_CALL,
    most: 0.06,
    action: (c) => ({ type: 'error_before', status: fiveHundred(c) }),
  },
  {
    group: 'answers',
    endpoints: EVERY_CALL,
    most: 0.08,
    action: (c) => ({ type: 'error_after', status: fiveHundred(c) }),
  },
  { group: 'answers', endpoints: EVERY_CALL, most: 0.05, action: () => ({ type: 'broken_body' }) },
  { group: 'answers', endpoints: EVERY_CALL, most: 0.05, action: () => ({ type: 'truncated_body' }) },
  {
    group: 'answers',
    endpoints: EVERY_CALL,
    most: 0.03,
    action: (c) => ({ type: 'error_before', status: 429, retry_after_seconds: c.whole(1, 900) }),
  },
  {
    group: 'answers',
    endpoints: MONEY,
    most: 0.04,
    action: (c) => ({ type: 'error_after', status: c.pick([400, 404, 409, 422, 429, 302]) }),
  },
  {
    group: 'answers',
    endpoints: ['create', 'auto_debit'],
    most: 0.06,
    action: (c) => ({
      type: 'wrong_echo',
      fields: [c.pick(['amount', 'order_no', 'session_id', 'currency_code', 'state'])],
    }),
  },
  {
    group: 'answers',
    endpoints: ['retrieve', 'cards'],
    most: 0.03,
    action: () => ({ type: 'error_before', status: 404, body: { detail: 'Not found.' } }),
  },
  {
    group: 'answers',
    endpoints: ['retrieve', 'inquiry'],
    most: 0.05,
    action: (c) => ({
      type: 'wrong_echo',
      fields: c.pick([{ amount: null }, { order_no: null }, { session_id: null }, { state: null }]),
    }),
  },
  {
    group: 'answers',
    endpoints: ['retrieve'],
    most: 0.05,
    times: 1,
    action: (c) => ({ type: 'wrong_echo', fields: [c.pick(['amount', 'order_no', 'currency_code'])] }),
  },
  {
    group: 'declines',
    endpoints: MONEY,
    most: 0.06,
    action: (c) => ({ type: 'force_decline', code: c.pick(['51', '05', '61', '91', '96']) }),
  },
  {
    group: 'declines',
    endpoints: MONEY,
    most: 0.005,
    action: (c) => ({ type: 'force_decline', code: c.pick(['43', '41', '54']) }),
  },
  {
    group: 'declines',
    endpoints: MONEY,
    most: 0.06,
    action: (c) => ({ type: 'force_outcome', outcome: 'approve_late', minutes: c.whole(1, 50) }),
  },
  {
    group: 'declines',
    endpoints: MONEY,
    most: 0.03,
    action: (c) => ({ type: 'force_outcome', outcome: c.pick(['no_answer', 'no_answer_paid']) }),
  },
  { group: 'webhooks', endpoints: WEBHOOK, most: 0.3, action: () => ({ type: 'lost' }) },
  {
    group: 'webhooks',
    endpoints: WEBHOOK,
    most: 0.3,
    action: (c) => ({ type: 'duplicate', n: c.whole(1, 3) }),
  },
  { group: 'webhooks', endpoints: WEBHOOK, most: 0.2, action: () => ({ type: 'reorder' }) },
  {
    group: 'webhooks',
    endpoints: WEBHOOK,
    most: 0.2,
    action: (c) => ({ type: 'late', seconds: c.whole(1, 90_000) }),
  },
  { group: 'webhooks', endpoints: WEBHOOK, most: 0.2, action: () => ({ type: 'bad_signature' }) },
  {
    group: 'webhooks',
    endpoints: WEBHOOK,
    most: 0.2,
    action: (c) => ({ type: 'wrong_echo', fields: [c.pick(['state', 'amount', 'order_no', 'result'])] }),
  },
];

function fiveHundred(chance: Chance): number {
  return chance.pick([500, 502, 503, 504]);
}

/**
 * The faults of the next while: some of all kinds, each as strong as chance will have it. Now and then
 * everything is off, and now and then the platform is gone altogether.
 */
export function forecast(chance: Chance, groups: ReadonlySet<FaultGroup>): object[] {
  if (chance.happens(0.1)) return [];
  if (groups.has('silence') && chance.happens(0.05)) {
    return [{ match: { endpoint: '*' }, action: { type: 'outage' } }];
  }
  return KINDS.filter(({ group }) => groups.has(group) && chance.happens(0.5)).flatMap(
    ({ endpoints, most, times = null, action }) =>
      endpoints.map((endpoint) => ({
        match: { endpoint },
        action: action(chance),
        probability: chance.between(0, most),
        times,
      })),
  );
}
