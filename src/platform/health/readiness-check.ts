import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { UnitOfWork } from '../database/unit-of-work.js';
import { type EpochMode, EpochsRepository } from '../epoch/index.js';
import { AppError } from '../http/app-error.js';

const PATIENCE_MS = 2_000;

@Injectable()
export class ReadinessCheck {
  private readonly logger = new Logger(ReadinessCheck.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly epochs: EpochsRepository,
  ) {}

  /**
   * Whether money moves. It is ready also while it does not: payers and webhooks must be let in.
   * @throws AppError `not_ready` when the database does not answer within two seconds
   */
  async execute(): Promise<EpochMode> {
    const giveUp = new AbortController();
    const silence = sleep(PATIENCE_MS, undefined, { signal: giveUp.signal, ref: false }).then((): never => {
      throw new Error(`no answer within ${PATIENCE_MS} ms`);
    });
    try {
      const epoch = await Promise.race([this.uow.read((tx) => this.epochs.newest(tx)), silence]);
      return epoch?.mode ?? 'open';
    } catch (error) {
      this.logger.warn({ err: error }, 'The database does not answer');
      throw new AppError('not_ready', 'The database does not answer');
    } finally {
      giveUp.abort();
      silence.catch(() => undefined);
    }
  }
}
