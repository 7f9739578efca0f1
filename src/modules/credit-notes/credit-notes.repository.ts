import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { pageOf } from '../../platform/database/rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { newId } from '../../platform/ids/type-id.js';
import { CreditNote } from './credit-note.entity.js';
import { CreditNoteLine } from './credit-note-line.entity.js';

export type NewCreditNote = Omit<CreditNote, 'id' | 'publicId'>;
export type NewCreditNoteLine = Omit<CreditNoteLine, 'id' | 'merchantId' | 'creditNoteId'>;

export interface CreditNoteFilter {
  invoiceId?: bigint;
  customerId?: bigint;
}

/** The public ids of what a credit note is about. */
export interface CreditNoteNames {
  invoice: string;
  customer: string;
  refund: string | null;
}

/** What credit notes took of a line before. */
export interface CreditedBefore {
  invoiceLineId: bigint;
  amountMinor: bigint;
  taxMinor: bigint;
}

@Injectable()
export class CreditNotesRepository {
  async insert(tx: Tx, row: NewCreditNote, lines: readonly NewCreditNoteLine[]): Promise<CreditNote> {
    const note = Object.assign(new CreditNote(), row, { publicId: newId('creditNote') });
    await tx.insert(CreditNote, note);
    const { merchantId, id: creditNoteId } = note;
    await tx.insert(
      CreditNoteLine,
      lines.map((line) => ({ ...line, merchantId, creditNoteId })),
    );
    return note;
  }

  findByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<CreditNote | null> {
    return tx.findOneBy(CreditNote, { merchantId, publicId });
  }

  findByIdempotencyKey(tx: Tx, merchantId: bigint, idempotencyKey: string): Promise<CreditNote | null> {
    return tx.findOneBy(CreditNote, { merchantId, idempotencyKey });
  }

  /**
   * By notes, by the prorated credits of later changes, and by usage that made its period cheaper: of that each line
   * of the period bears its share. Under the lock of the subscription and the invoice.
   */
  creditedOfInvoice(tx: Tx, merchantId: bigint, invoiceId: bigint): Promise<CreditedBefore[]> {
    return tx.query<CreditedBefore[]>(
      `SELECT line AS "invoiceLineId", sum(amount)::bigint AS "amountMinor", sum(tax)::bigint AS "taxMinor"
       FROM (
         SELECT l.invoice_line_id AS line, l.amount_minor AS amount, l.tax_minor AS tax
         FROM credit_notes n JOIN credit_note_lines l ON l.merchant_id = n.merchant_id AND l.credit_note_id = n.id
         WHERE n.merchant_id = $1 AND n.invoice_id = $2
         UNION ALL
         SELECT o.id, c.discount_minor - c.amount_minor - c.tax_added_minor, -c.tax_added_minor - c.tax_included_minor
         FROM invoices i
         JOIN invoice_lines o ON o.merchant_id = i.merchant_id AND o.invoice_id = i.id
         JOIN invoices ci ON ci.merchant_id = i.merchant_id AND ci.subscription_id = i.subscription_id
         JOIN invoice_lines c ON c.merchant_id = ci.merchant_id AND c.invoice_id = ci.id AND c.kind = 'proration'
           AND c.explanation ->> 'original_line' = o.public_id
         WHERE i.merchant_id = $1 AND i.id = $2 AND ci.status <> 'void'
         UNION ALL
         SELECT o.id, round(o.total * c.total / o.all_total), round(o.total * c.tax / o.all_total)
         FROM (
           SELECT l.id, l.invoice_id, l.price_id, l.service_start, i.subscription_id,
             (l.amount_minor - l.discount_minor + l.tax_added_minor)::numeric AS total,
             sum(l.amount_minor - l.discount_minor + l.tax_added_minor) OVER (
               PARTITION BY l.price_id, l.service_start) AS all_total
           FROM invoices b
           JOIN invoices i ON i.merchant_id = b.merchant_id AND i.subscription_id = b.subscription_id
             AND i.status NOT IN ('void', 'uncollectible')
           JOIN invoice_lines l ON l.merchant_id = i.merchant_id AND l.invoice_id = i.id AND l.kind = 'usage'
             AND l.amount_minor > l.discount_minor
           WHERE b.merchant_id = $1 AND b.id = $2) o
         JOIN LATERAL (
           SELECT sum(l.discount_minor - l.amount_minor - l.tax_added_minor) AS total,
             -sum(l.tax_added_minor + l.tax_included_minor) AS tax
           FROM invoices i JOIN invoice_lines l ON l.merchant_id = i.merchant_id AND l.invoice_id = i.id
           WHERE i.merchant_id = $1 AND i.subscription_id = o.subscription_id AND i.status <> 'void'
             AND l.kind = 'usage' AND l.amount_minor < 0
             AND l.price_id = o.price_id AND l.service_start = o.service_start) c ON c.total > 0
         WHERE o.invoice_id = $2
         UNION ALL
         SELECT o.id, (w.proration #>> '{settled,discount_minor}')::bigint - w.unit_amount_minor - tax.added, -tax.added - tax.included
         FROM invoice_lines o
         JOIN pending_lines w ON w.merchant_id = o.merchant_id AND w.original_line = o.public_id AND w.invoice_id IS NULL,
         LATERAL (
           SELECT coalesce(sum((t->>'amount_minor')::bigint) FILTER (WHERE NOT (t->>'inclusive')::boolean), 0) AS added,
             coalesce(sum((t->>'amount_minor')::bigint) FILTER (WHERE (t->>'inclusive')::boolean), 0) AS included
           FROM jsonb_array_elements(w.proration #> '{settled,taxes}') t) tax
         WHERE o.merchant_id = $1 AND o.invoice_id = $2) credited
       GROUP BY line`,
      [merchantId, invoiceId],
    );
  }

  ofInvoice(tx: Tx, merchantId: bigint, invoiceId: bigint): Promise<CreditNote[]> {
    return tx.find(CreditNote, { where: { merchantId, invoiceId }, order: { id: 'ASC' } });
  }

  linesOf(tx: Tx, merchantId: bigint, ids: bigint[]): Promise<CreditNoteLine[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return tx.find(CreditNoteLine, { where: { merchantId, creditNoteId: In(ids) }, order: { id: 'ASC' } });
  }

  page(tx: Tx, merchantId: bigint, filter: CreditNoteFilter, page: PageRequest): Promise<Page<CreditNote>> {
    return pageOf(tx, CreditNote, { merchantId, ...filter }, page);
  }

  async namesOf(tx: Tx, merchantId: bigint, notes: CreditNote[]): Promise<Map<bigint, CreditNoteNames>> {
    if (notes.length === 0) return new Map();
    const rows = await tx.query<(CreditNoteNames & { id: bigint })[]>(
      `SELECT n.id, i.public_id AS invoice, u.public_id AS customer, r.public_id AS refund
       FROM credit_notes n
       JOIN invoices i ON i.merchant_id = n.merchant_id AND i.id = n.invoice_id
       JOIN customers u ON u.merchant_id = n.merchant_id AND u.id = n.customer_id
       LEFT JOIN refunds r ON r.merchant_id = n.merchant_id AND r.id = n.refund_id
       WHERE n.merchant_id = $1 AND n.id = ANY ($2::bigint[])`,
      [merchantId, notes.map(({ id }) => id)],
    );
    return new Map(rows.map(({ id, ...names }) => [id, names]));
  }
}
