import { defineStateMachine } from '../state-machine.js';

export const IMPORT_STATES = [
  /** Its end has not come, and it is never begun. */
  'receiving',
  /** Worked off by the clock, a batch at a time. */
  'queued',
  /** Every line is settled. */
  'done',
  /** Stopped by a person: what came over stays, and no other line does. */
  'canceled',
] as const;
export type ImportState = (typeof IMPORT_STATES)[number];
export type ImportEvent = 'received' | 'worked_off' | 'cancel';

export const importMachine = defineStateMachine<ImportState, ImportEvent>({
  name: 'import',
  states: IMPORT_STATES,
  initial: 'receiving',
  final: ['done', 'canceled'],
  transitions: {
    // A file whose connection broke stays here, and nothing but a cancel ends it.
    receiving: { received: 'queued', cancel: 'canceled' },
    queued: { worked_off: 'done', cancel: 'canceled' },
    done: {},
    canceled: {},
  },
});
