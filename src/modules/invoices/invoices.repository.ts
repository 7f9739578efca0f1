import { Injectable } from '@nestjs/common';
import { type FindOptionsWhere, In, Raw } from 'typeorm';
import { AWAITED_ATTEMPT_STATES } from '../../domain/charge/attempt-states.js';
import { within } from '../../platform/database/conditions.js';
import { pageOf, UnexpectedRowCount } from '../../platform/database/rows.js';
import type { Part } from '../../platform/database/read-together.js';
import { selectByKeys, selectWhere } from '../../platform/database/select-rows.js';
import type { DueRows } from '../../platform/clock/due-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { insertRows, type RowKey, updateRow, type Writer } from '../../platform/database/writes.js';
import type { CreatedRange } from '../../platform/http/created-query.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { newId } from '../../platform/ids/type-id.js';
import { Invoice } from './invoice.entity.js';
import { InvoiceLine } from './invoice-line.entity.js';

export type NewInvoice = Omit<Invoice, 'id' | 'publicId' | 'number' | 'buyer'>;
export type NewLine = Omit<
  InvoiceLine,
  'id' | 'publicId' | 'merchantId' | 'invoiceId' | 'position' | 'idempotencyKey'
>;

export interface InvoiceFilter {
  customerId?: bigint;
  subscriptionId?: bigint;
  status?: Invoice['status'];
  number?: string;
  isOverdue?: boolean;
  created: CreatedRange;
}

/** As InvoiceResponse has it; the partial index invoices_overdue serves a condition that names the same states. */
const OVERDUE = `overdue_at IS NOT NULL AND status IN ('open', 'uncollectible')`;

function whereOf({ isOverdue, created, ...equal }: InvoiceFilter): FindOptionsWhere<Invoice> {
  const where: FindOptionsWhere<Invoice> = equal;
  if (isOverdue !== undefined) where.overdueAt = Raw(() => (isOverdue ? OVERDUE : `NOT (${OVERDUE})`));
  const createdAt = within(created);
  return createdAt ? { ...where, createdAt } : where;
}

export const INVOICES_TO_NUMBER: DueRows = {
  table: 'invoices',
  column: 'finalized_at',
  where: 'number IS NULL',
};

@Injectable()
export class InvoicesRepository {
  async insert(writer: Writer, row: NewInvoice, lines: NewLine[]): Promise<Invoice> {
    const invoice = Object.assign(new Invoice(), row, { publicId: newId('invoice'), number: null });
    await insertRows(writer, Invoice, [invoice]);
    await insertRows(
      writer,
      InvoiceLine,
      lines.map((line, position) => ({
        ...line,
        merchantId: row.merchantId,
        invoiceId: invoice.id,
        position,
        publicId: newId('line'),
      })),
    );
    return invoice;
  }

  findByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<Invoice | null> {
    return tx.findOneBy(Invoice, { merchantId, publicId });
  }

  findByIdempotencyKey(tx: Tx, merchantId: bigint, idempotencyKey: string): Promise<Invoice | null> {
    return tx.findOneBy(Invoice, { merchantId, idempotencyKey });
  }

  findByPeriod(
    tx: Tx,
    merchantId: bigint,
    subscriptionId: bigint,
    periodIndex: number,
  ): Promise<Invoice | null> {
    return tx.findOneBy(Invoice, { merchantId, subscriptionId, periodIndex });
  }

  findByIds(tx: Tx, merchantId: bigint, ids: bigint[]): Promise<Invoice[]> {
    return ids.length === 0 ? Promise.resolve([]) : tx.findBy(Invoice, { merchantId, id: In(ids) });
  }

  /**
   * Of the subscriptions of one batch, across merchants, those of which an invoice is open, or is to be; or may be paid
   * still: the page of what was paid in cash may be held by a bank for days, and is asked about after the invoice is paid.
   */
  async subscriptionsWithOpen(tx: Tx, subscriptions: readonly RowKey[]): Promise<Set<bigint>> {
    if (subscriptions.length === 0) return new Set();
    const rows = await tx.query<{ id: bigint }[]>(
      `SELECT DISTINCT i.subscription_id AS id FROM invoices i
       JOIN unnest($1::bigint[], $2::bigint[]) AS k (merchant_id, id)
         ON i.merchant_id = k.merchant_id AND i.subscription_id = k.id
       WHERE i.collection IS NULL AND (i.status IN ('draft', 'open') OR EXISTS (
         SELECT 1 FROM attempts a
         WHERE a.merchant_id = i.merchant_id AND a.invoice_id = i.id AND a.status = ANY ($3::text[])))`,
      [
        subscriptions.map((key) => key.merchantId),
        subscriptions.map((key) => key.id),
        AWAITED_ATTEMPT_STATES,
      ],
    );
    return new Set(rows.map(({ id }) => id));
  }

  lockById(tx: Tx, merchantId: bigint, id: bigint): Promise<Invoice> {
    return tx.findOneOrFail(Invoice, { where: { merchantId, id }, lock: { mode: 'pessimistic_write' } });
  }

  /** Of one batch, across merchants, by id. */
  findByKeys(tx: Tx, keys: readonly RowKey[]): Promise<Map<bigint, Invoice>> {
    return selectByKeys(tx, Invoice, keys, 'unlocked');
  }

  /** Of one batch, across merchants, by id. */
  lockByKeys(tx: Tx, keys: readonly RowKey[]): Promise<Map<bigint, Invoice>> {
    return selectByKeys(tx, Invoice, keys, 'locked');
  }

  /** Of a subscription, what is still to be collected, or to be finalized first; the oldest first. Not what was made by hand, which waits for nobody. */
  openOf(tx: Tx, merchantId: bigint, subscriptionId: bigint, limit: number): Promise<Invoice[]> {
    const where = { merchantId, subscriptionId, status: ['draft', 'open'] as const };
    return selectWhere(tx, Invoice, where, `AND t.collection IS NULL ORDER BY t.id LIMIT ${limit}`);
  }

  /** The first of them, to be read together with other things. */
  firstOpen(merchantId: bigint, subscriptionId: bigint): Part<Invoice> {
    const tail = `WHERE t.merchant_id = $1 AND t.subscription_id = $2 AND t.status IN ('draft', 'open')
      AND t.collection IS NULL ORDER BY t.id LIMIT 1`;
    return { entity: Invoice, tail, values: [merchantId, subscriptionId] };
  }

  page(tx: Tx, merchantId: bigint, filter: InvoiceFilter, page: PageRequest): Promise<Page<Invoice>> {
    return pageOf(tx, Invoice, { merchantId, ...whereOf(filter) }, page);
  }

  linesOf(tx: Tx, merchantId: bigint, invoiceIds: bigint[]): Promise<InvoiceLine[]> {
    if (invoiceIds.length === 0) return Promise.resolve([]);
    return tx.find(InvoiceLine, {
      where: { merchantId, invoiceId: In(invoiceIds) },
      order: { position: 'ASC' },
    });
  }

  /** Behind those that are there. The draft's row is locked. */
  async addLine(tx: Tx, { merchantId, id }: RowKey, line: NewLine, idempotencyKey: string): Promise<void> {
    const position = (await tx.maximum(InvoiceLine, 'position', { merchantId, invoiceId: id })) ?? -1;
    const row = { ...line, merchantId, invoiceId: id, position: position + 1, publicId: newId('line') };
    await insertRows(tx, InvoiceLine, [{ ...row, idempotencyKey }]);
  }

  /** That a request added to a draft, whichever it was. */
  findLineByIdempotencyKey(tx: Tx, merchantId: bigint, idempotencyKey: string): Promise<InvoiceLine | null> {
    return tx.findOneBy(InvoiceLine, { merchantId, idempotencyKey });
  }

  async updateLine(writer: Writer, merchantId: bigint, id: bigint, patch: Partial<NewLine>): Promise<void> {
    await updateRow(writer, InvoiceLine, { merchantId, id }, patch, `line ${id}`);
  }

  async removeLine(tx: Tx, merchantId: bigint, id: bigint): Promise<void> {
    const { affected } = await tx.delete(InvoiceLine, { merchantId, id });
    if (affected !== 1) throw new UnexpectedRowCount(`line ${id}`, 1, affected ?? 0);
  }

  async update(writer: Writer, merchantId: bigint, id: bigint, patch: Partial<Invoice>): Promise<void> {
    await updateRow(writer, Invoice, { merchantId, id }, patch, `invoice ${id}`);
  }

  /** Merchants with finalized invoices that have no number yet. */
  async merchantsToNumber(tx: Tx, limit: number): Promise<bigint[]> {
    const rows = await tx.query<{ merchant_id: bigint }[]>(
      `SELECT DISTINCT merchant_id FROM invoices WHERE number IS NULL AND finalized_at IS NOT NULL LIMIT $1`,
      [limit],
    );
    return rows.map((row) => row.merchant_id);
  }

  /** The unnumbered finalized invoices in the order they were finalized. */
  toNumber(tx: Tx, merchantId: bigint, limit: number): Promise<{ id: bigint; year: number }[]> {
    return tx.query(
      `SELECT i.id, extract(year FROM i.finalized_at AT TIME ZONE m.time_zone)::integer AS year
       FROM invoices i JOIN merchants m ON m.id = i.merchant_id
       WHERE i.merchant_id = $1 AND i.number IS NULL AND i.finalized_at IS NOT NULL
       ORDER BY i.finalized_at, i.id LIMIT $2`,
      [merchantId, limit],
    );
  }

  /** Numbers the invoices in the order given, from `first` on. */
  async number(tx: Tx, merchantId: bigint, ids: bigint[], series: string, first: bigint): Promise<void> {
    const [, affected] = await tx.query<[unknown[], number]>(
      `UPDATE invoices SET number = $3 || '-' || lpad(n::text, greatest(6, length(n::text)), '0')
       FROM (SELECT id, $4::bigint + ord - 1 AS n FROM unnest($2::bigint[]) WITH ORDINALITY AS k (id, ord)) k
       WHERE invoices.merchant_id = $1 AND invoices.id = k.id AND invoices.number IS NULL`,
      [merchantId, ids, series, first],
    );
    if (affected !== ids.length) throw new UnexpectedRowCount('Numbering invoices', ids.length, affected);
  }

  /** Takes `count` numbers and locks the series until the transaction ends; gives the first one. */
  async takeNumbers(tx: Tx, merchantId: bigint, series: string, count: number): Promise<bigint> {
    const [row] = await tx.query<{ last_number: bigint }[]>(
      `INSERT INTO invoice_series (merchant_id, series, last_number) VALUES ($1, $2, $3)
       ON CONFLICT (merchant_id, series) DO UPDATE SET last_number = invoice_series.last_number + $3
       RETURNING last_number`,
      [merchantId, series, count],
    );
    return row!.last_number - BigInt(count) + 1n;
  }
}
