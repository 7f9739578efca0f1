import { isRefundInDoubt } from '../../domain/refund/refund-states.js';
import type { OperationReading } from '../../gateway/payment-gateway.js';
import type { Refund } from './refund.entity.js';

export type KnownRefund = Pick<Refund, 'id' | 'status' | 'amountMinor' | 'currency' | 'childId'>;

export interface Attribution<Reading> {
  /** What the platform says of each of ours that it knows. */
  mine: Map<bigint, Reading>;
  /** Made at the platform by somebody else: money that went back, or is about to. */
  foreign: Reading[];
}

/**
 * Which refund at the platform is which of ours. Pure. Where we know the platform's name for one, that decides. A
 * rejected one has its name only for as long as it stands there as rejected: if the money went back all the same, that
 * is booked as any other that nobody here has made, or it would be in no book at all.
 * Else one of ours takes one of its amount that nobody else has: at most one refund of a payment is in doubt, and
 * if it should be a stranger's of the same amount, then taking it for ours is what keeps it from being given twice.
 */
export function attributeRefunds<Reading extends OperationReading>(
  told: readonly Reading[],
  ours: readonly KnownRefund[],
): Attribution<Reading> {
  const free = new Set(told);
  const mine = new Map<bigint, Reading>();
  const take = ({ id }: KnownRefund, reading: Reading | undefined) => {
    if (reading === undefined) return;
    free.delete(reading);
    mine.set(id, reading);
  };
  // A rejected one last: one that was found under the same name since then is who lives by it.
  const named = ours.filter(({ childId }) => childId !== null);
  for (const refund of [...named.filter((one) => !isRejected(one)), ...named.filter(isRejected)]) {
    const reading = [...free].find(({ id }) => id === refund.childId);
    if (reading && !(isRejected(refund) && isGivenBack(reading))) take(refund, reading);
  }
  for (const refund of ours.filter(({ childId, status }) => childId === null && mayBeThere(status))) {
    const equal = [...free].filter(
      ({ amount }) => amount.minor === refund.amountMinor && amount.currency === refund.currency,
    );
    // A refusal of the gateway proves less than a refund: a person may have tried there as well.
    take(refund, equal.find(isGivenBack) ?? (refund.status === 'succeeded' ? undefined : equal[0]));
  }
  return { mine, foreign: [...free].filter(isGivenBack) };
}

const isRejected = ({ status }: KnownRefund) => status === 'rejected';

function mayBeThere(status: Refund['status']): boolean {
  return isRefundInDoubt(status) || status === 'queued' || status === 'succeeded';
}

/** What nobody has given back of a payment. Money in another currency is never taken off: a thousand yen are no thousand fils. */
export function whatIsLeft(
  { amountMinor, currency }: Pick<Refund, 'amountMinor' | 'currency'>,
  told: readonly OperationReading[],
): { leftMinor: bigint; otherCurrency?: string } {
  const given = told.filter(isGivenBack).map(({ amount }) => amount);
  const other = given.find((amount) => amount.currency !== currency)?.currency;
  const leftMinor = given
    .filter((amount) => amount.currency === currency)
    .reduce((left, { minor }) => left - minor, amountMinor);
  return { leftMinor, ...(other !== undefined && { otherCurrency: other }) };
}

export function isGivenBack({ state }: OperationReading): boolean {
  return state !== 'refund_rejected';
}
