/**
 * How long this engine waits, as a part of what production waits: leases, patience with the gateway, and the
 * times between charging, asking and charging again. Everything shrinks together, because what keeps an
 * invoice from being charged twice is not one wait but how they lie to each other: a lease outlives the call
 * under it, and a question comes after the longest possible answer. Other than 1 it is for torture tests
 * only: gateways do not hurry with us, so no live merchant is served then.
 */
export class Waits {
  constructor(readonly scale: number) {}

  /** What production would wait, in milliseconds, to what this engine waits. */
  ms(production: number): number {
    return Math.max(1, Math.round(production * this.scale));
  }

  get areProductions(): boolean {
    return this.scale === 1;
  }
}
