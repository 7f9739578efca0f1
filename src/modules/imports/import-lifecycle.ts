import { Injectable } from '@nestjs/common';
import { type ImportEvent, importMachine } from '../../domain/import/import-states.js';
import { next } from '../../domain/state-machine.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { type Import, remainingOf } from './import.entity.js';
import { ImportsRepository } from './imports.repository.js';

/** The only writer of an import's state. Whoever calls it holds the lock of the row. */
@Injectable()
export class ImportLifecycle {
  constructor(private readonly imports: ImportsRepository) {}

  async move(tx: Tx, file: Import, event: ImportEvent, now: Date): Promise<Import> {
    const state = next(importMachine, file.state, event);
    const isOver = importMachine.final.includes(state);
    const patch: Partial<Import> = { state, ...(isOver && { finishedAt: now }) };
    if (event === 'cancel') patch.hasLeftovers = remainingOf(file) > 0;
    await this.imports.update(tx, file, patch);
    return { ...file, ...patch };
  }
}
