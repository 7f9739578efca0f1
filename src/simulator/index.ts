/**
 * Ottu on the desk. A simulated instance of the payment platform: its API, its hosted page, its webhooks,
 * with a clock that can be moved, faults that can be switched on, and a ledger of what really happened.
 *
 * It knows nothing of the engine it is used with, and the engine knows nothing of it: they speak HTTP.
 * How it is used is described in docs/simulator.md.
 *
 *   api/            the platform's endpoints, one file per family
 *   checkout-page/  what the payer sees, in English and Arabic
 *   payments/       what an attempt, an agreement, a refund does
 *   state/          states, settings, rows and the store that keeps them
 *   control/        the simulator's own endpoints: clock, faults, settings, truth
 */
export { createSimulator, type Simulator, type SimulatorOptions } from './simulator.js';
export type { Charge } from './state/types.js';
export type { Change } from './state/store.js';
export { TEST_CARDS, type TestCard } from './card-table.js';
