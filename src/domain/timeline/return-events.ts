import type { EventType } from './describe-event.js';
import { type EventShape, shaped } from './event-fields.js';

const PAYMENT = ['attempt_id', 'order_no', 'amount'] as const;
const REFUND = ['refund_id', ...PAYMENT] as const;
const CAPTURE = ['capture_id', ...PAYMENT] as const;
const VOID = ['void_id', ...PAYMENT] as const;
const CHARGEBACK = ['chargeback_id', 'reference', 'amount'] as const;
const BALANCE = ['balance_entry_id', 'amount', 'balance'] as const;

/** Money that goes back, is taken or let go, or is kept for a customer. */
export const RETURN_EVENTS = {
  'refund.requested': shaped(
    'By you, by a credit note, or by the engine for what nobody owed. It is sent by the clock.',
    ...REFUND,
    'reason?',
  ),
  'refund.approval_needed': shaped(null, ...REFUND, 'reason?'),
  'refund.approved': shaped('It is sent by the clock.', ...REFUND, 'by', 'reason'),
  'refund.sent': shaped(null, ...REFUND),
  'refund.queued': shaped(null, ...REFUND),
  'refund.succeeded': shaped('It is booked; the bank may take days.', ...REFUND),
  'refund.rejected': shaped('No money went back.', ...REFUND, 'reason'),
  'refund.unknown': shaped(null, ...REFUND, 'reason', 'ask_again_at'),
  'refund.postponed': shaped(
    'Also daily while its payment cannot be looked at.',
    ...REFUND,
    'reason',
    'retry_at',
  ),
  'refund.manual': shaped('See `POST /v1/ops/refunds/{id}/resolve`.', ...REFUND, 'reason'),
  'refund.resolved': shaped(null, ...REFUND, { outcome: '`refunded` or `not_refunded`.' }, 'evidence', 'by'),
  'refund.found': shaped('It is booked.', ...REFUND, {
    'rejected_before?': 'Our own refund that was held to be rejected and is the same one at Ottu (`ref_…`).',
  }),
  'refund.untold': shaped('Nothing was booked.', 'attempt_id', 'order_no', 'reason'),
  'refund.unbooked': shaped(null, ...PAYMENT, 'reason'),
  'capture.requested': shaped(null, ...CAPTURE, 'reason?'),
  'capture.sent': shaped(null, ...CAPTURE),
  'capture.succeeded': shaped('`attempt.succeeded` and `invoice.paid` come with it.', ...CAPTURE),
  'capture.rejected': shaped('The bank still holds the money, for a while.', ...CAPTURE, 'reason'),
  'capture.unknown': shaped(null, ...CAPTURE, 'reason', 'ask_again_at'),
  'capture.postponed': shaped(null, ...CAPTURE, 'reason', 'retry_at'),
  'capture.manual': shaped(null, ...CAPTURE, 'reason'),
  'capture.resolved': shaped(null, ...CAPTURE, { outcome: '`done` or `not_done`.' }, 'evidence', 'by'),
  'void.requested': shaped(null, ...VOID, 'reason?'),
  'void.sent': shaped(null, ...VOID),
  'void.succeeded': shaped('`attempt.abandoned` comes with it.', ...VOID),
  'void.rejected': shaped('The bank still holds the money, for a while.', ...VOID, 'reason'),
  'void.unknown': shaped(null, ...VOID, 'reason', 'ask_again_at'),
  'void.postponed': shaped(null, ...VOID, 'reason', 'retry_at'),
  'void.manual': shaped(null, ...VOID, 'reason'),
  'void.resolved': shaped(null, ...VOID, { outcome: '`done` or `not_done`.' }, 'evidence', 'by'),
  'chargeback.opened': shaped('As you have recorded it.', ...CHARGEBACK, 'reason'),
  'chargeback.won': shaped(null, ...CHARGEBACK, 'evidence', 'by'),
  'chargeback.lost': shaped(null, ...CHARGEBACK, 'evidence', 'by'),
  'surplus.held': shaped('See `/v1/ops/surplus`.', ...PAYMENT),
  'surplus.credited': shaped('Its next invoice is paid by it first.', ...BALANCE, 'attempt_id', 'order_no'),
  'balance.credited': shaped('By you.', ...BALANCE, 'reason'),
  'balance.debited': shaped('By you.', ...BALANCE, 'reason'),
  'balance.applied': shaped(
    'The card is charged for the rest, if there is one. Of an open invoice (`mark-paid`) it is all of it.',
    ...BALANCE,
    'invoice_id',
  ),
  'balance.returned': shaped(null, ...BALANCE, 'invoice_id', 'reason'),
  'balance.credited_by_invoice': shaped('As after a change to something cheaper.', ...BALANCE, 'invoice_id'),
  'balance.credited_by_note': shaped(null, ...BALANCE, 'credit_note_id', 'invoice_id', 'reason'),
} as const satisfies Partial<Record<EventType, EventShape>>;
