import { amount, clause, type EventData, phrase, text } from './facts.js';

type Sentence = (d: EventData) => string;

const because: Sentence = (d) => phrase(': %', clause(d, 'reason'));
const attempt: Sentence = (d) =>
  `Payment attempt${phrase(' %', text(d, 'attempt_no'))}${phrase(' of %', amount(d))}`;

/** Of what stands in the way of finding out what became of a payment. */
export const ASKING_SENTENCES = {
  'attempt.late_doubt': (d) =>
    `${attempt(d)} had been settled as unpaid and may be paid after all${because(d)}; a person decides once no other attempt of its invoice is open.`,
  'attempt.closing_forbidden': (d) =>
    `${attempt(d)} cannot be closed against payment because the payment platform refuses our credentials${because(d)}; a person should look.`,
  'attempt.session_corrected': (d) =>
    `${attempt(d)} is of another session than the payment platform named when it was opened: found by its order number.`,
  'attempt.asking_failed': (d) =>
    `Asking about payment attempt${phrase(' %', text(d, 'attempt_no'))} failed again and again and was given up${because(d)}; a person should look.`,
  'attempt.released': (d) => `${attempt(d)} was released by a person and is asked about again.`,
  'merchant.credentials_refused': (d) =>
    `The payment platform does not tell any more what became of payments${because(d)}; a person should look.`,
} as const satisfies Record<string, Sentence>;
