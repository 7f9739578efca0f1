/** The states of a payment transaction, and what each of them allows. */
export const PAYMENT_STATES = [
  'created',
  'pending',
  'attempted',
  'authorized',
  'paid',
  'cod',
  'failed',
  'canceled',
  'expired',
  'invalided',
] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];

export type ChildState = 'paid' | 'refunded' | 'refund_queued' | 'refund_rejected' | 'voided';
export type PaymentResult = 'pending' | 'success' | 'failed' | 'canceled' | 'error' | 'cod';

interface StateRule {
  success?: true;
  /** The operation `cancel` is accepted. */
  cancelable?: true;
  /** The operation `expire` is accepted, and the clock expires it. */
  expirable?: true;
  /** A status query is accepted. */
  inquirable?: true;
  /** A late answer of the gateway still turns it paid. */
  mayTurnPaid?: true;
  /** A payer or a saved card may try (again). */
  payable?: true;
  /** May be changed by PATCH and PUT. */
  editable?: true;
  /** The operation `delete` is accepted. */
  deletable?: true;
}

export const STATE_TABLE: Record<PaymentState, StateRule> = {
  created: {
    cancelable: true,
    expirable: true,
    mayTurnPaid: true,
    payable: true,
    editable: true,
    deletable: true,
  },
  pending: { cancelable: true, expirable: true, inquirable: true, mayTurnPaid: true, editable: true },
  attempted: {
    cancelable: true,
    expirable: true,
    inquirable: true,
    mayTurnPaid: true,
    payable: true,
    editable: true,
  },
  authorized: { success: true },
  paid: { success: true },
  cod: { success: true, cancelable: true },
  failed: { inquirable: true, mayTurnPaid: true, deletable: true },
  canceled: { deletable: true },
  expired: { inquirable: true, mayTurnPaid: true, deletable: true },
  invalided: { deletable: true },
};

/** What `result` says beside a state. */
export const RESULT_OF_STATE: Record<PaymentState, PaymentResult> = {
  created: 'pending',
  pending: 'pending',
  attempted: 'failed',
  authorized: 'success',
  paid: 'success',
  cod: 'cod',
  failed: 'failed',
  canceled: 'canceled',
  expired: 'failed',
  invalided: 'error',
};
