import { type CardEntry, CARDS } from '../../support/hosted-page.js';

/** What the simulator does to the calls of one customer; see docs/simulator.md. */
export interface Fault {
  endpoint: string;
  action: Record<string, unknown>;
  times?: number;
}

export interface Trouble {
  what: string;
  /** One that is always approved, when absent. */
  card?: CardEntry;
  faults: Fault[];
  /** How the attempts of the month must end, and who found out, in order. */
  attempts: string[];
  /** Nobody may try this card again: the month stays unpaid. */
  staysUnpaid?: boolean;
}

const onCharge = (...actions: Record<string, unknown>[]): Fault[] =>
  actions.map((action) => ({ endpoint: 'auto_debit', action }));
const onCreate = (type: string, more: object = {}): Fault[] => [
  { endpoint: 'create', action: { type, ...more } },
];

/** Nothing was charged, which has to be found out, and the next try is answered. */
const CHARGED_BY_THE_SECOND = ['abandoned by look', 'succeeded by answer'];
/** No session came into being, so nothing could be charged, and the next try is answered. */
const NO_SESSION_AT_FIRST = ['abandoned by answer', 'succeeded by answer'];
/** It was charged, and that is found out; never is it charged again. */
const FOUND_CHARGED = ['succeeded by look'];

/** One table for all that can become of a charge's answer, with the money moved and without. */
export const TROUBLES: Trouble[] = [
  {
    what: 'the charge is lost on its way there',
    faults: onCharge({ type: 'drop_before' }),
    attempts: CHARGED_BY_THE_SECOND,
  },
  {
    what: 'the answer is lost on its way back',
    faults: onCharge({ type: 'drop_after' }),
    attempts: FOUND_CHARGED,
  },
  {
    what: '500 before the money moves',
    faults: onCharge({ type: 'error_before', status: 500 }),
    attempts: CHARGED_BY_THE_SECOND,
  },
  {
    what: '500 after the money moved',
    faults: onCharge({ type: 'error_after', status: 500 }),
    attempts: FOUND_CHARGED,
  },
  {
    what: '502 after the money moved',
    faults: onCharge({ type: 'error_after', status: 502 }),
    attempts: FOUND_CHARGED,
  },
  {
    what: 'a redirect after the money moved',
    faults: onCharge({ type: 'error_after', status: 302 }),
    attempts: FOUND_CHARGED,
  },
  {
    what: 'silence, and nothing was charged',
    faults: onCharge({ type: 'hang_before' }),
    attempts: CHARGED_BY_THE_SECOND,
  },
  {
    what: 'silence, and the card was charged',
    faults: onCharge({ type: 'hang_after' }),
    attempts: FOUND_CHARGED,
  },
  { what: 'half an answer', faults: onCharge({ type: 'broken_body' }), attempts: FOUND_CHARGED },
  {
    what: 'an answer that breaks off',
    faults: onCharge({ type: 'truncated_body' }),
    attempts: FOUND_CHARGED,
  },
  {
    what: 'another amount in the answer',
    faults: onCharge({ type: 'wrong_echo', fields: ['amount'] }),
    attempts: FOUND_CHARGED,
  },
  {
    what: 'another order in the answer',
    faults: onCharge({ type: 'wrong_echo', fields: ['order_no'] }),
    attempts: FOUND_CHARGED,
  },
  {
    what: 'another session in the answer',
    faults: onCharge({ type: 'wrong_echo', fields: ['session_id'] }),
    attempts: FOUND_CHARGED,
  },
  {
    what: 'a card that is always approved five minutes late',
    card: CARDS.approvedLate,
    faults: [],
    attempts: FOUND_CHARGED,
  },
  {
    what: 'a card whose bank always pays without a word',
    card: CARDS.paidInSilence,
    faults: [],
    attempts: ['succeeded by inquiry'],
  },
  {
    what: 'too many requests',
    faults: onCharge({ type: 'error_before', status: 429, retry_after_seconds: 30 }),
    attempts: ['abandoned by answer', 'succeeded by answer'],
  },
  {
    what: 'insufficient funds',
    faults: onCharge({ type: 'force_decline', code: '51' }),
    attempts: ['declined by answer', 'succeeded by answer'],
  },
  {
    what: 'a decline whose answer is lost',
    faults: onCharge({ type: 'force_decline', code: '51' }, { type: 'drop_after' }),
    attempts: ['declined by inquiry', 'succeeded by answer'],
  },
  {
    what: 'a stolen card, and the answer is lost',
    faults: onCharge({ type: 'force_decline', code: '43' }, { type: 'drop_after' }),
    attempts: ['declined by inquiry'],
    staysUnpaid: true,
  },
  {
    what: 'a bank that approves five minutes later',
    faults: onCharge({ type: 'force_outcome', outcome: 'approve_late', minutes: 5 }),
    attempts: FOUND_CHARGED,
  },
  {
    what: 'a bank that approves when the session is closed already',
    faults: onCharge({ type: 'force_outcome', outcome: 'approve_late', minutes: 40 }),
    attempts: FOUND_CHARGED,
  },
  {
    what: 'a bank that never answers and does not pay',
    faults: onCharge({ type: 'force_outcome', outcome: 'no_answer' }),
    attempts: ['abandoned by inquiry', 'succeeded by answer'],
  },
  {
    what: 'a bank that never answers and pays',
    faults: onCharge({ type: 'force_outcome', outcome: 'no_answer_paid' }),
    attempts: ['succeeded by inquiry'],
  },
  {
    what: 'a bank that pays without a word, and an inquiry that fails at first',
    faults: [
      ...onCharge({ type: 'force_outcome', outcome: 'no_answer_paid' }),
      { endpoint: 'inquiry', action: { type: 'error_before', status: 500 } },
    ],
    attempts: ['succeeded by inquiry'],
  },
  {
    what: 'a lost answer, and nobody to ask for a while',
    faults: [
      ...onCharge({ type: 'drop_after' }),
      { endpoint: 'retrieve', action: { type: 'outage' }, times: 4 },
    ],
    attempts: FOUND_CHARGED,
  },
  {
    what: 'a lost charge, and a session that cannot be closed at first',
    faults: [
      ...onCharge({ type: 'drop_before' }),
      { endpoint: 'operation', action: { type: 'error_before', status: 503 } },
    ],
    attempts: CHARGED_BY_THE_SECOND,
  },
  {
    what: 'a lost charge, and a session that was closed without our knowing',
    faults: [...onCharge({ type: 'drop_before' }), { endpoint: 'operation', action: { type: 'drop_after' } }],
    attempts: ['abandoned by inquiry', 'succeeded by answer'],
  },
  {
    what: 'a session that is never asked for',
    faults: onCreate('drop_before'),
    attempts: NO_SESSION_AT_FIRST,
  },
  { what: 'a session that nobody hears of', faults: onCreate('drop_after'), attempts: NO_SESSION_AT_FIRST },
  {
    what: '500 instead of a session',
    faults: onCreate('error_before', { status: 500 }),
    attempts: NO_SESSION_AT_FIRST,
  },
  {
    what: 'a session and 500',
    faults: onCreate('error_after', { status: 500 }),
    attempts: NO_SESSION_AT_FIRST,
  },
  { what: 'half a session', faults: onCreate('broken_body'), attempts: NO_SESSION_AT_FIRST },
];
