import { Waits } from '../../src/platform/config/waits.js';

/** The longest of the bounds that are there for a process that was paused; leases and patience with a gateway are longer. */
export const LONGEST_OF_A_PAUSE_MS = 10_000;
export const TIMES = 3;

/**
 * A machine with three test workers on two cores may stand still for seconds. Production then does not send, which is
 * right, and is not what the story was about: its next try is minutes away, on a clock that stands still.
 */
export class PatientWaits extends Waits {
  override ms(production: number): number {
    return super.ms(production <= LONGEST_OF_A_PAUSE_MS ? TIMES * production : production);
  }
}
