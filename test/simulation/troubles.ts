import type { Chance } from '../support/chance.js';
import { type Actor, currentScope } from './actor.js';
import type { Fate } from './scheduler.js';
import type { FaultClass, Swarm } from './swarm.js';

const LEASE_MS = 180_000;

export type TransactionTrouble =
  'none' | 'committed, answer lost' | 'not committed, answer lost' | 'broken' | 'deadlock';

/** Decides what goes wrong, as the swarm of the seed has it, and counts it. In calm weather nothing does. */
export class Troubles {
  isCalm = false;
  readonly counts = new Map<string, number>();

  constructor(
    private readonly swarm: Swarm,
    private readonly chance: Chance,
  ) {}

  /** Whether a fault of the class strikes now; `most` is its probability at full strength. */
  strikes(fault: FaultClass, most: number): boolean {
    const strength = this.isCalm ? 0 : (this.swarm.faults.get(fault) ?? 0);
    return strength > 0 && this.chance.happens(strength * most);
  }

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  fateOf(actor: Actor): Fate {
    if (this.strikes('kills', 0.006)) {
      this.count(`kill ${kindOf(actor)}`);
      return { kind: this.chance.happens(0.5) ? 'die' : 'die-after' };
    }
    if (!this.strikes('pauses', 0.01)) return { kind: 'go' };
    const isLong = this.chance.happens(0.5);
    this.count(`pause ${kindOf(actor)} ${isLong ? 'beyond' : 'within'} the lease`);
    const ms = Math.round(isLong ? this.chance.between(1, 6) * LEASE_MS : this.chance.between(50, 100_000));
    return { kind: this.chance.happens(0.5) ? 'pause' : 'pause-after', ms };
  }

  ofTransaction(): TransactionTrouble {
    if (!currentScope().actor.isProcess) return 'none';
    if (this.strikes('commits', 0.02)) {
      this.count('answer to COMMIT lost');
      return this.chance.pick(['committed, answer lost', 'not committed, answer lost'] as const);
    }
    if (this.strikes('connections', 0.01)) {
      this.count('connection to the database broken');
      return 'broken';
    }
    if (!this.strikes('deadlocks', 0.02)) return 'none';
    this.count('transaction run again after a deadlock');
    return 'deadlock';
  }

  ofStatement(): 'none' | 'broken' {
    if (!currentScope().actor.isProcess || !this.strikes('connections', 0.004)) return 'none';
    this.count('connection to the database broken');
    return 'broken';
  }
}

function kindOf(actor: Actor): string {
  return actor.name.startsWith('worker') ? 'worker' : 'API';
}
