import { Injectable } from '@nestjs/common';
import { closeSync } from 'node:fs';
import type { ReportLine } from '../../../domain/day-report/read-report-line.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { DayLifecycle } from '../day-lifecycle.js';
import { DaysRepository } from '../days.repository.js';
import { LinesRepository } from '../lines.repository.js';
import { readReport } from '../readers/read-report.js';
import { RefusedFile } from '../readers/refused-file.js';
import type { ReconciliationDay } from '../reconciliation-day.entity.js';
import { type Fetched, FetchFile } from './fetch-file.js';

/** Lines in memory at once, whatever the size of the file. */
const BATCH = 5_000;

/** The lines of a file become rows; they count only when the last one is there. */
@Injectable()
export class StageFile {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly lines: LinesRepository,
    private readonly days: DaysRepository,
    private readonly lifecycle: DayLifecycle,
    private readonly fetchFile: FetchFile,
  ) {}

  /** Null when all is well, else why the file is not taken. */
  async execute(
    day: ReconciliationDay,
    { fd, records, file }: Extract<Fetched, { kind: 'fetched' }>,
  ): Promise<string | null> {
    const limits = {
      directory: this.fetchFile.directory(),
      maxUnpackedBytes: this.fetchFile.maxUnpackedBytes(),
    };
    let count = 0;
    let batch: ReportLine[] = [];
    const write = async () => {
      if (batch.length > 0) await this.uow.run((tx) => this.lines.stage(tx, day, count + 1, batch));
      count += batch.length;
      batch = [];
    };
    try {
      for await (const line of readReport({ fd, bytes: file.bytes, records }, limits)) {
        batch.push(line);
        if (batch.length === BATCH) await write();
      }
      await write();
    } catch (error) {
      if (error instanceof RefusedFile) return `${file.name}: ${error.message}`;
      throw error;
    } finally {
      closeSync(fd);
    }
    await this.uow.run((tx) => this.lifecycle.staged(tx, day, file, count));
    await this.uow.run((tx) => this.lines.analyze(tx));
    await this.uow.run((tx) => this.days.wantFilesAnew(tx, day));
    for (let gone = BATCH; gone === BATCH;)
      gone = await this.uow.run((tx) => this.lines.forget(tx, day, BATCH));
    return null;
  }
}
