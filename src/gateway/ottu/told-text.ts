import { keepable } from '../../platform/http/request-body.js';
import { redactText } from '../../platform/logging/redact.js';

const MOST_CHARACTERS = 255;

/**
 * A text for people out of an answer, as it may go into the books, events and mails: nothing in it that cannot be stored,
 * for then what it says could not be settled; and no card number or secret, for events are kept for years. Null where
 * nothing is said. Cut last: half a card number would not be known for one, nor half a character be stored.
 */
export function toldText(value: unknown, most = MOST_CHARACTERS): string | null {
  if (typeof value !== 'string' || value.trim() === '') return null;
  return keepable(redactText(keepable(value)).slice(0, most));
}
