import { Injectable } from '@nestjs/common';
import { isAnotherServer } from '../../domain/epoch/judge-epoch.js';
import type { Tx } from '../database/unit-of-work.js';
import { AppError } from '../http/app-error.js';
import { EpochsRepository } from './epochs.repository.js';
import { ServerIdentityReader } from './server-identity.js';

/** Whether money may move. Asked in the very transaction that begins to move it. */
@Injectable()
export class EpochGate {
  constructor(
    private readonly epochs: EpochsRepository,
    private readonly identity: ServerIdentityReader,
  ) {}

  /**
   * Not while the database may have forgotten charges, and not on a server that is not the one the newest epoch
   * was begun on: a pool that reconnects by itself may have reached it before the watch has.
   */
  async allowsMoney(tx: Tx): Promise<boolean> {
    const found = await this.epochs.newestAndServer(tx, await this.identity.columns());
    // Not watched yet: whoever runs ticks has watched before its first.
    if (found === null) return true;
    return found.mode === 'open' && !isAnotherServer(found.epoch, found.server);
  }

  /** @throws AppError `not_ready`: a second page for what may have been paid on the first would be paid twice */
  async refuseUnlessOpen(tx: Tx): Promise<void> {
    if (await this.allowsMoney(tx)) return;
    throw new AppError(
      'not_ready',
      'After a restore it is being found out whether this was paid already; try again later',
      [],
      { 'retry-after': '600' },
    );
  }
}
