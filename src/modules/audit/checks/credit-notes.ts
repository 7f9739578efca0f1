import type { Check } from '../check.js';

/** Corrections never take back more than was billed, and give back what they say. */
export const CREDIT_NOTE_CHECKS: readonly Check[] = [
  {
    name: 'credit-notes-never-exceed',
    explanation:
      'The credit notes of an invoice come to no more than it, and the invoice knows their sum, tax, and what they took ' +
      'off the open amount.',
    guards: 'money',
    sql: `
      SELECT i.merchant_id, i.public_id AS subject, format('notes of %s with tax %s, open %s; invoice says %s, %s, %s of %s',
        coalesce(sum(n.amount_minor), 0), coalesce(sum(n.tax_minor), 0),
        coalesce(sum(n.amount_minor) FILTER (WHERE n.destination = 'open_amount'), 0),
        i.credit_notes_minor, i.credit_notes_tax_minor, i.credited_minor, i.total_minor) AS detail
      FROM invoices i LEFT JOIN credit_notes n ON n.merchant_id = i.merchant_id AND n.invoice_id = i.id
      GROUP BY i.merchant_id, i.id
      HAVING coalesce(sum(n.amount_minor), 0) <> i.credit_notes_minor
        OR coalesce(sum(n.tax_minor), 0) <> i.credit_notes_tax_minor
        OR coalesce(sum(n.amount_minor) FILTER (WHERE n.destination = 'open_amount'), 0) <> i.credited_minor
        OR i.credit_notes_minor > i.total_minor`,
  },
  {
    name: 'credit-note-lines-add-up',
    explanation: 'A credit note is the sum of its lines, which are lines of its invoice.',
    guards: 'money',
    sql: `
      SELECT n.merchant_id, n.public_id AS subject, format('lines of %s with tax %s, note of %s with tax %s',
        sum(l.amount_minor), sum(l.tax_minor), n.amount_minor, n.tax_minor) AS detail
      FROM credit_notes n
      LEFT JOIN credit_note_lines l ON l.merchant_id = n.merchant_id AND l.credit_note_id = n.id
      LEFT JOIN invoice_lines i ON i.merchant_id = l.merchant_id AND i.id = l.invoice_line_id
      GROUP BY n.merchant_id, n.id
      HAVING sum(l.amount_minor) IS DISTINCT FROM n.amount_minor OR sum(l.tax_minor) IS DISTINCT FROM n.tax_minor
        OR bool_or(i.invoice_id IS DISTINCT FROM n.invoice_id)`,
  },
  {
    name: 'a-line-is-credited-once-over',
    explanation:
      'What credit notes take of an invoice line is no more than it came to, nor its tax more than its tax.',
    guards: 'money',
    sql: `
      SELECT i.merchant_id, i.public_id AS subject, format('%s with tax %s credited of %s with tax %s',
        sum(l.amount_minor), sum(l.tax_minor), i.amount_minor - i.discount_minor + i.tax_added_minor,
        i.tax_added_minor + i.tax_included_minor) AS detail
      FROM credit_note_lines l
      JOIN invoice_lines i ON i.merchant_id = l.merchant_id AND i.id = l.invoice_line_id
      GROUP BY i.merchant_id, i.id
      HAVING sum(l.amount_minor) > i.amount_minor - i.discount_minor + i.tax_added_minor
        OR sum(l.tax_minor) > i.tax_added_minor + i.tax_included_minor`,
  },
  {
    name: 'a-credit-note-is-given',
    explanation: 'A credit note to the card has its refund, one to the balance its entry, of its amount.',
    guards: 'money',
    sql: `
      SELECT n.merchant_id, n.public_id AS subject, format('%s of %s: refund of %s, balance entry of %s',
        n.destination, n.amount_minor, r.amount_minor, e.amount_minor) AS detail
      FROM credit_notes n
      LEFT JOIN refunds r ON r.merchant_id = n.merchant_id AND r.id = n.refund_id
      LEFT JOIN customer_balance_entries e ON e.merchant_id = n.merchant_id AND e.credit_note_id = n.id
      WHERE CASE n.destination
        WHEN 'card' THEN r.amount_minor IS DISTINCT FROM n.amount_minor
        WHEN 'balance' THEN e.amount_minor IS DISTINCT FROM n.amount_minor
        ELSE r.id IS NOT NULL OR e.id IS NOT NULL END`,
  },
];
