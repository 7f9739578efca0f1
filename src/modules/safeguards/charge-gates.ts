import { none } from '../../platform/database/conditions.js';

/**
 * The SQL condition under which a charge, by its alias, may be begun: no hold on its merchant or its
 * subscription, requests left for the day, and a gateway that answers. One place for all three, so that no
 * claim can heed one and forget another. Each looks into a partial index that is nearly always empty.
 */
export function gatesAreOpen(charge: string, now: string): string {
  return `${isNotHeld(charge, now)}
         AND ${none(`SELECT 1 FROM gateway_breakers b
           WHERE b.merchant_id = ${charge}.merchant_id AND b.state <> 'closed' AND b.pg_code = ${gatewayOf(charge)}`)}`;
}

/** As gatesAreOpen, for the one charge that tries whether the gateway answers again. */
export function isProbeFor(charge: string, now: string, pgCode: string): string {
  return `${isNotHeld(charge, now)} AND ${gatewayOf(charge)} = ${pgCode}`;
}

function isNotHeld(charge: string, now: string): string {
  const hold = `SELECT 1 FROM charge_holds h
           WHERE h.merchant_id = ${charge}.merchant_id AND h.decided_at IS NULL
             AND coalesce(h.subscription_id, ${charge}.subscription_id) = ${charge}.subscription_id`;
  const wait = `SELECT 1 FROM request_budgets q
           WHERE q.merchant_id = ${charge}.merchant_id AND q.charges_wait_until > ${now} AND ${isOfCharges('q')}`;
  return `${none(hold)} AND ${none(wait)}`;
}

/**
 * The row of a day is of the user that charges now, and not of one that did before the credentials were changed. A
 * merchant whose credentials were set before their user was named has only the one.
 */
export function isOfCharges(budget: string): string {
  return `${budget}.api_user = coalesce(
             (SELECT m.charging_api_user FROM merchants m WHERE m.id = ${budget}.merchant_id), ${budget}.api_user)`;
}

/** Of the card on file, by which an attempt would be written. */
function gatewayOf(charge: string): string {
  return `(
             SELECT k.pg_code FROM subscriptions s
             JOIN cards k ON k.merchant_id = s.merchant_id AND k.id = s.card_id
             WHERE s.merchant_id = ${charge}.merchant_id AND s.id = ${charge}.subscription_id)`;
}
