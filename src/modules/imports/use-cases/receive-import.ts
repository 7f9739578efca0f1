import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { Clock } from '../../../platform/clock/clock.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Import, ImportKind } from '../import.entity.js';
import type { ImportLine } from '../import-line.entity.js';
import { ImportLifecycle } from '../import-lifecycle.js';
import { ImportsRepository } from '../imports.repository.js';
import { type RawLine, readLines } from '../lines/read-lines.js';
import { withoutCardNumbers } from '../lines/without-card-numbers.js';

/** Lines kept before they are written; all that is ever held of a file. */
const BATCH = 1000;

export interface IncomingFile {
  kind: ImportKind;
  format: 'csv' | 'jsonl';
  dryRun: boolean;
  body: Readable;
}

/**
 * Takes a file in as it comes, without holding it. Until its end has come it is not begun: half a file looks like
 * a whole one, and a sender whose connection broke sends it again.
 */
@Injectable()
export class ReceiveImport {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    private readonly imports: ImportsRepository,
    private readonly lifecycle: ImportLifecycle,
  ) {}

  async execute(merchantId: bigint, { kind, format, dryRun, body }: IncomingFile): Promise<Import> {
    const at = this.clock.now();
    const file = await this.uow.run((tx) => this.imports.insert(tx, merchantId, kind, dryRun, at));
    let kept: RawLine[] = [];
    for await (const line of readLines(kind, format, body)) {
      kept.push(line);
      if (kept.length < BATCH) continue;
      await this.keep(file, kept);
      kept = [];
    }
    await this.keep(file, kept);
    return this.uow.run(async (tx) =>
      this.lifecycle.move(tx, await this.lockReceiving(tx, file), 'received', this.clock.now()),
    );
  }

  private async keep(file: Import, lines: RawLine[]): Promise<void> {
    if (lines.length === 0) return;
    const { merchantId, id: importId } = file;
    const rows = lines.map((line) => rowOf(file.kind, line, { merchantId, importId }));
    file.received += rows.length;
    file.failed += rows.filter(({ state }) => state === 'failed').length;
    await this.uow.run(async (tx) => {
      await this.lockReceiving(tx, file);
      await this.imports.insertLines(tx, rows);
      await this.imports.update(tx, file, { received: file.received, failed: file.failed });
    });
  }

  /** A file that was canceled while it came takes no line more, and its end does not begin it. */
  private async lockReceiving(tx: Tx, file: Import): Promise<Import> {
    const locked = await this.imports.lockReceiving(tx, file);
    if (!locked) throw new AppError('conflict', `Import ${file.publicId} was canceled while it came`);
    return locked;
  }
}

/** What looks like a card number is never stored, not even to be refused later. */
function rowOf(kind: ImportKind, raw: RawLine, key: { merchantId: bigint; importId: bigint }): ImportLine {
  const { line, data, errors } = withoutCardNumbers(kind, raw);
  const name = data['external_id'];
  const isFaulty = errors.length > 0;
  return {
    ...key,
    line,
    externalId: typeof name === 'string' ? name.slice(0, 128) : null,
    data,
    state: isFaulty ? 'failed' : 'pending',
    result: null,
    errors,
  };
}
