import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Whoever acts: a worker or API process of the engine, the network, the customers. A process can be killed
 * (it never acts again, and no code of it runs any more) and paused (it acts on as if no time had passed).
 */
export class Actor {
  isDead = false;
  /** In virtual milliseconds. */
  pausedUntil = 0;
  /** How far this machine's clock is ahead of the true time. */
  skewMs = 0;
  /** Things planned for it: while there are some, it waits for its turn or for the world. */
  planned = 0;
  private readonly mourners: (() => void)[] = [];

  constructor(
    readonly name: string,
    /** Only processes of the engine are killed and paused; the world around them is not. */
    readonly isProcess: boolean,
  ) {}

  kill(): void {
    this.isDead = true;
    for (const tell of this.mourners.splice(0)) tell();
  }

  /** What others notice of a death: connections that break. Answers how to forget about it. */
  onDeath(tell: () => void): () => void {
    this.mourners.push(tell);
    return () => {
      const i = this.mourners.indexOf(tell);
      if (i >= 0) this.mourners.splice(i, 1);
    };
  }
}

interface Scope {
  actor: Actor;
  /** What it is doing, for the log: `charge`, `POST /v1/customers`. */
  task: string;
  /** Inside a step: what happens now is part of it and no step of its own. */
  isInStep: boolean;
}

const scopes = new AsyncLocalStorage<Scope>();
const nobody: Scope = { actor: new Actor('setup', false), task: '', isInStep: false };

export function currentScope(): Scope {
  return scopes.getStore() ?? nobody;
}

export function actAs<T>(actor: Actor, task: string, work: () => T): T {
  return scopes.run({ actor, task, isInStep: false }, work);
}

export function insideStep<T>(scope: Scope, work: () => T): T {
  return scopes.run({ ...scope, isInStep: true }, work);
}
