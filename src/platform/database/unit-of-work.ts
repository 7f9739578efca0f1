import { Injectable } from '@nestjs/common';
import { AsyncLocalStorage } from 'node:async_hooks';
import { DataSource, type EntityManager, QueryFailedError } from 'typeorm';

/** A transaction in hand. Repositories take it as their first parameter. */
export type Tx = EntityManager;

const MAX_RETRIES = 3;
const RETRYABLE = new Set(['40001', '40P01']);
const inTransaction = new AsyncLocalStorage<boolean>();

/**
 * The connection died while COMMIT was under way: it may or may not have happened. Whoever was
 * about to move money must read back on another connection before acting.
 */
export class CommitUncertainError extends Error {
  constructor(cause: unknown) {
    super('The answer to COMMIT was lost; the transaction may or may not have happened', { cause });
  }
}

/** Throws when called inside a transaction: a slow network must never hold row locks. */
export function assertOutsideTransaction(what: string): void {
  if (inTransaction.getStore()) throw new Error(`${what} was called inside a database transaction`);
}

export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  return (error.driverError as { code?: string }).code;
}

/** A deadlock or serialization failure: nothing was wrong with the work, and the whole of it is to be done again. */
export function isToBeRepeated(error: unknown): boolean {
  return RETRYABLE.has(sqlState(error) ?? '');
}

/** The name of the constraint that a failed statement broke, if it did. */
export function brokenConstraint(error: unknown): string | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  return (error.driverError as { constraint?: string }).constraint;
}

@Injectable()
export class UnitOfWork {
  constructor(private readonly dataSource: DataSource) {}

  /** Runs `work` in one transaction; the whole of it again, at most three times, after a serialization failure or deadlock. */
  async run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    assertOutsideTransaction('UnitOfWork.run');
    for (let retry = 0; ; retry++) {
      try {
        return await inTransaction.run(true, () => this.once(work));
      } catch (error) {
        if (retry >= MAX_RETRIES || !isToBeRepeated(error)) throw error;
      }
    }
  }

  /**
   * For work whose COMMIT is uncertain, and which by the rows it locks sees for itself whether it was done before:
   * doing it again is reading it back. Whoever still holds those rows is that commit, and it ends while this one
   * waits; but not for long, since others may wait for this process.
   */
  readBack<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.run(async (tx) => {
      await tx.query(`SET LOCAL lock_timeout = '5s'`);
      return work(tx);
    });
  }

  /** Single statements that need no transaction of their own. */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return work(this.dataSource.manager);
  }

  private async once<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      const result = await work(runner.manager);
      await this.commit(runner);
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }

  private async commit(runner: { commitTransaction(): Promise<void> }): Promise<void> {
    try {
      await runner.commitTransaction();
    } catch (error) {
      // With an SQLSTATE of classes 23 and 40 the server itself says that nothing was committed.
      const state = sqlState(error) ?? (error as { code?: string }).code ?? '';
      if (/^(23|40)/.test(state)) throw error;
      throw new CommitUncertainError(error);
    }
  }
}
