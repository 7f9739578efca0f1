import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { ImportsRepository } from '../imports.repository.js';

/** A file may have a million lines: deleted with its cancel they would keep the one who cancels waiting. */
const BATCH = 10_000;

/** Deletes the lines of canceled imports that nobody will do any more. */
@Injectable()
export class ForgetLeftovers {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly imports: ImportsRepository,
  ) {}

  /** One batch of one file; how many lines it deleted, at least 1, and 0 when none is left over. */
  execute(): Promise<number> {
    return this.uow.run(async (tx) => {
      const file = await this.imports.lockLeftovers(tx);
      if (!file) return 0;
      const deleted = await this.imports.deletePending(tx, file, BATCH);
      if (deleted < BATCH) await this.imports.update(tx, file, { hasLeftovers: false });
      return Math.max(deleted, 1);
    });
  }
}
