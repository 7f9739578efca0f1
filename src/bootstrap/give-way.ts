import { constants, getPriority, setPriority } from 'node:os';

/**
 * A worker leaves the processor to whoever is waited for: it renews as fast as it can, and where it shares a machine
 * with the API the sender of a webhook or a backend would wait behind it. Costs nothing where there is room for both.
 */
export function giveWay(): void {
  const { PRIORITY_BELOW_NORMAL } = constants.priority;
  // Numbers are the wrong way round: who was started with less keeps it, for raising takes a privilege.
  if (getPriority() < PRIORITY_BELOW_NORMAL) setPriority(PRIORITY_BELOW_NORMAL);
}
