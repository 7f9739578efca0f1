import { add, type Money } from '../../domain/money/money.js';
import type { PaymentReading, SessionState } from '../payment-gateway.js';
import { field, type JsonObject, readOrExplain, UnreadableField } from './json-fields.js';
import { readOperations } from './read-operations.js';

/**
 * What became of money that was only held: a session stays `authorized` when it was captured or voided, and tells of
 * it by a transaction below it. Of a payment that is paid a list that cannot be read takes nothing away.
 * @throws UnreadableField
 */
export function readHold(body: JsonObject, state: SessionState): Pick<PaymentReading, 'hold'> {
  const list = field(body, 'transactions');
  if (list === null) return {};
  if (state === 'authorized') return holdOf(list);
  const read = state === 'paid' ? readOrExplain(() => holdOf(list)) : null;
  return read?.ok ? read.value : {};
}

function holdOf(list: unknown): Pick<PaymentReading, 'hold'> {
  const { holds } = readOperations(list);
  if (holds.length === 0) return {};
  const captures = holds.filter(({ state }) => state === 'paid').map(({ amount }) => amount);
  const isVoided = holds.length > captures.length;
  return { hold: { captured: captures.length === 0 ? null : captures.reduce(sumOf), isVoided } };
}

function sumOf(sum: Money, amount: Money): Money {
  if (sum.currency !== amount.currency) {
    throw new UnreadableField('transactions.currency_code', 'captured in two currencies');
  }
  return add(sum, amount);
}
