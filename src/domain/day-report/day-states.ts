import { defineStateMachine } from '../state-machine.js';

export const DAY_STATES = [
  /** Not compared yet, or not with the file as it is now. */
  'open',
  'differences',
  /** Our books and the platform's file say the same, or a person has said why they need not. */
  'proven',
] as const;
export type DayState = (typeof DAY_STATES)[number];
export type DayEvent = 'read_anew' | 'differ' | 'agree';

export const dayMachine = defineStateMachine<DayState, DayEvent>({
  name: 'reconciliation day',
  states: DAY_STATES,
  initial: 'open',
  final: [],
  transitions: {
    open: { read_anew: 'open', differ: 'differences', agree: 'proven' },
    differences: { read_anew: 'open', differ: 'differences', agree: 'proven' },
    proven: { read_anew: 'open', differ: 'differences', agree: 'proven' },
  },
});

/** How soon after its end the file of a day is looked for. */
export const FILE_AFTER_HOURS = 3;
/** While there is none, or it cannot be read. */
export const ASK_EVERY_HOURS = 1;
/** So often no file was there of a day on which nothing was sent: then there is none. */
export const EMPTY_AFTER_TRIES = 24;
/** Then a person has to ask. */
export const MOST_TRIES = 48;
/** What was applied is compared again, from the lines that are here. */
export const COMPARE_AFTER_MINUTES = 15;
/** The platform's clock and ours may see the same moment on two days. */
export const EDGE_MINUTES = 15;
/** Lines of so many days stay, to compare again and to look beyond midnight; the next file takes their place. */
export const KEPT_DAYS = 3;
/** What the platform allows. */
export const DOWNLOADS_PER_HOUR = 25;
