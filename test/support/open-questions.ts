import type { Chance } from './chance.js';

/** Settings of a simulator: what Ottu's documentation leaves open is different at each merchant. */
export function openQuestions(chance: Chance) {
  return {
    decline_http_status: chance.pick([200, 400] as const),
    multi_attempt: chance.happens(0.7),
    mit_webhook: chance.happens(0.5),
    automatic_inquiry_minutes: chance.pick([null, 5, 30]),
    signature_scheme: chance.pick(['flat-18', 'path-26'] as const),
    amount_types: chance.pick(['contract', 'strings'] as const),
    timestamp_format: chance.pick(['spaced', 'iso'] as const),
    error_envelope: chance.pick(['detail', 'error'] as const),
    // Of rows of their own: what was found with a seed before is found with it again.
    card_given_again: chance.named('card_given_again').pick(['new_token', 'same_token'] as const),
    card_told_in: chance.named('card_told_in').pick(['payment', 'retrieve'] as const),
  };
}
