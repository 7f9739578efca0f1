import { type DataSource, QueryFailedError } from 'typeorm';
import { CommitUncertainError, type Tx, UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import type { Troubles } from './troubles.js';
import type { Scheduler } from './scheduler.js';
import { currentScope } from './actor.js';
import type { DatabaseClock } from './virtual-clock.js';

const TAKEN_BACK = Symbol('taken back');

/**
 * The seam at which the simulation holds the engine: every transaction and every read is one step, in its
 * turn and at its virtual time. Now and then the answer to COMMIT is lost, with or without the commit having
 * happened, the connection breaks, or the transaction has to be run again.
 */
export class SimulatedUnitOfWork extends UnitOfWork {
  constructor(
    dataSource: DataSource,
    private readonly scheduler: Scheduler,
    private readonly clock: DatabaseClock,
    private readonly troubles: Troubles,
  ) {
    super(dataSource);
  }

  override async run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    if (currentScope().isInStep) {
      await this.clock.show(this.scheduler.now);
      return super.run(work);
    }
    return this.scheduler.step(`writes in ${currentScope().task}`, async () => {
      await this.clock.show(this.scheduler.now);
      return this.transaction(work);
    });
  }

  override read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.scheduler.step(`reads in ${currentScope().task}`, async () => {
      await this.clock.show(this.scheduler.now);
      if (this.troubles.ofStatement() === 'broken') throw brokenConnection();
      return super.read(work);
    });
  }

  private async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    switch (this.troubles.ofTransaction()) {
      case 'none':
        return super.run(work);
      case 'committed, answer lost':
        await super.run(work);
        throw new CommitUncertainError(brokenConnection());
      case 'not committed, answer lost':
        return this.takeBack(work, new CommitUncertainError(brokenConnection()));
      case 'broken':
        return this.takeBack(work, brokenConnection());
      case 'deadlock':
        return super.run(deadlockedOnce(work));
    }
  }

  private async takeBack<T>(work: (tx: Tx) => Promise<T>, told: Error): Promise<never> {
    await super
      .run(async (tx) => {
        await work(tx);
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- nobody but the line below sees it
        throw TAKEN_BACK;
      })
      .catch((error: unknown) => {
        if (error !== TAKEN_BACK) throw error;
      });
    throw told;
  }
}

/** What was done once is undone by the database, and done again: it must not have left traces in memory. */
function deadlockedOnce<T>(work: (tx: Tx) => Promise<T>): (tx: Tx) => Promise<T> {
  let isFirst = true;
  return async (tx) => {
    const result = await work(tx);
    if (!isFirst) return result;
    isFirst = false;
    throw new QueryFailedError(
      'COMMIT',
      [],
      Object.assign(new Error('deadlock detected'), { code: '40P01' }),
    );
  };
}

function brokenConnection(): Error {
  return new Error('Connection terminated unexpectedly');
}
