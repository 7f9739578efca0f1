import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import { formatAmount, money } from '../../../domain/money/money.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type ExportedRow, ExportsRepository } from '../exports.repository.js';
import type { ImportKind } from '../import.entity.js';
import { csvOf } from '../lines/csv-cells.js';
import { COLUMNS, SHOWN } from '../lines/lines.js';

const BATCH = 1000;

function columnsOf(kind: ImportKind): string[] {
  return [...COLUMNS[kind].filter((name) => name !== 'token'), ...SHOWN[kind]];
}

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
    const columns = columnsOf(kind);
    if (format === 'csv') yield `${columns.join(',')}\n`;
    for (let after = 0n; ;) {
      const rows = await this.uow.read((tx) => this.exports.rows(tx, merchantId, kind, after, BATCH));
      if (rows.length === 0) return;
      after = rows.at(-1)!.key;
      const plain = rows.map(({ key: _, ...row }) => plainOf(row));
      yield format === 'csv'
        ? csvOf(columns, plain.map(withItemsAsText))
        : plain.map((row) => `${JSON.stringify(row)}\n`).join('');
    }
  }
}

/** As an import reads them out of a cell. */
function withItemsAsText(row: Record<string, unknown>): Record<string, unknown> {
  const items = row['items'] as { price: string; quantity: number }[] | undefined;
  return items
    ? { ...row, items: items.map(({ price, quantity }) => `${price}:${quantity}`).join(';') }
    : row;
}

function plainOf({ currency, ...row }: ExportedRow): Record<string, unknown> {
  const plain = (value: ExportedRow[string]) =>
    typeof value === 'bigint' ? formatAmount(money(value, currency as string)) : value;
  return Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, value instanceof Date ? value.toISOString() : plain(value)]),
  );
}
