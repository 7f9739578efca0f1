import { defineStateMachine } from '../state-machine.js';

export const INVOICE_STATES = ['draft', 'open', 'paid', 'void', 'uncollectible'] as const;
export type InvoiceState = (typeof INVOICE_STATES)[number];

export type InvoiceEvent = 'finalize' | 'discard' | 'pay' | 'void' | 'mark_uncollectible';

/** The life of an invoice. Its lines never change after `finalize`; corrections are new documents. */
export const invoiceMachine = defineStateMachine<InvoiceState, InvoiceEvent>({
  name: 'invoice',
  states: INVOICE_STATES,
  initial: 'draft',
  final: ['paid', 'void'],
  transitions: {
    // Discarded it has no number and was never owed; its period stays taken, so that it is not billed again.
    draft: { finalize: 'open', discard: 'void' },
    open: { pay: 'paid', void: 'void', mark_uncollectible: 'uncollectible' },
    // Written off is a judgement about the future; money that still comes is taken.
    uncollectible: { pay: 'paid' },
    paid: {},
    // Money for a void invoice is surplus and goes back: nothing is owed here any more.
    void: {},
  },
});
