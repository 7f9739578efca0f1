import { amount, clause, type EventData, moment, phrase, text } from './facts.js';

type Sentence = (d: EventData) => string;

const because: Sentence = (d) => phrase(': %', clause(d, 'reason'));
const ofAmount: Sentence = (d) => phrase(' of %', amount(d));
const attempt: Sentence = (d) => `Payment attempt${phrase(' %', text(d, 'attempt_no'))}${ofAmount(d)}`;
const capture: Sentence = (d) => `The capture${ofAmount(d)}`;
const letGo: Sentence = (d) => `The void${ofAmount(d)}`;
const sent =
  (what: Sentence): Sentence =>
  (d) =>
    `${what(d)} was sent to the payment platform.`;
const unknown =
  (what: Sentence): Sentence =>
  (d) =>
    `${what(d)} got no answer that can be believed${because(d)}; it is asked about${phrase(', next on %', moment(d, 'ask_again_at'))}.`;
const postponed =
  (what: Sentence): Sentence =>
  (d) =>
    `${what(d)} was not taken and is sent again${phrase(' on %', moment(d, 'retry_at'))}${because(d)}.`;
const rejected =
  (what: Sentence): Sentence =>
  (d) =>
    `${what(d)} was not made${because(d)}.`;
const manual =
  (what: Sentence): Sentence =>
  (d) =>
    `${what(d)} could not be decided by asking and waits for a person${because(d)}.`;
const resolved =
  (what: Sentence): Sentence =>
  (d) =>
    `${what(d)} was decided to be ${(text(d, 'outcome') ?? 'settled').replaceAll('_', ' ')} by ${text(d, 'by') ?? 'a person'}${phrase(': %', clause(d, 'evidence'))}.`;

/** Of money that a bank holds for the merchant: taken, or let go. */
export const HOLD_SENTENCES = {
  'attempt.authorized': (d) =>
    `${attempt(d)} was authorized: the bank holds the money${phrase(' until about %', moment(d, 'until'))}, and it is paid once it is captured.`,
  'attempt.hold_ending': (d) =>
    `${attempt(d)} is authorized and was neither captured nor voided; the bank lets the money go${phrase(' on about %', moment(d, 'until'))}.`,
  'capture.requested': (d) => `A capture${ofAmount(d)} was asked for${because(d)}.`,
  'capture.sent': sent(capture),
  'capture.unknown': unknown(capture),
  'capture.postponed': postponed(capture),
  'capture.succeeded': (d) => `${capture(d)} succeeded: the money is paid.`,
  'capture.rejected': rejected(capture),
  'capture.manual': manual(capture),
  'capture.resolved': resolved(capture),
  'void.requested': (d) => `A void of the held money${ofAmount(d)} was asked for${because(d)}.`,
  'void.sent': sent(letGo),
  'void.unknown': unknown(letGo),
  'void.postponed': postponed(letGo),
  'void.succeeded': (d) => `${letGo(d)} succeeded: the bank lets the money go, and none was taken.`,
  'void.rejected': rejected(letGo),
  'void.manual': manual(letGo),
  'void.resolved': resolved(letGo),
} as const satisfies Record<string, Sentence>;
