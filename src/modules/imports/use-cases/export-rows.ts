import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import { Readable } from 'node:stream';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type ExportedRow, ExportsRepository } from '../exports.repository.js';
import type { ImportKind } from '../import.entity.js';
import { COLUMNS } from '../lines/lines.js';

const BATCH = 1000;

/** What can be shown of a card, in the place of its token. */
const EXPORTED: Record<ImportKind, readonly string[]> = {
  ...COLUMNS,
  cards: ['external_id', 'customer', 'brand', 'last_four', 'expiry_month', 'expiry_year', 'status'],
  subscriptions: [...COLUMNS.subscriptions, 'status'],
};

/** A merchant's own rows as a file, read and sent a batch at a time. */
@Injectable()
export class ExportRows {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly exports: ExportsRepository,
  ) {}

  execute(merchantId: bigint, kind: ImportKind, format: 'csv' | 'jsonl'): Readable {
    return Readable.from(this.texts(merchantId, kind, format), { objectMode: false });
  }

  private async *texts(merchantId: bigint, kind: ImportKind, format: 'csv' | 'jsonl'): AsyncIterable<string> {
    const columns = [...EXPORTED[kind]];
    if (format === 'csv') yield stringify([columns]);
    for (let after = 0n; ;) {
      const rows = await this.uow.read((tx) => this.exports.rows(tx, merchantId, kind, after, BATCH));
      if (rows.length === 0) return;
      after = rows.at(-1)!.key;
      const plain = rows.map(({ key: _, ...row }) => plainOf(row));
      // A cell that begins like a formula would be one in a spreadsheet; a telephone number is none.
      yield format === 'csv'
        ? stringify(plain, { columns, escape_formulas: false })
        : plain.map((row) => `${JSON.stringify(row)}\n`).join('');
    }
  }
}

function plainOf(row: ExportedRow): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]),
  );
}
