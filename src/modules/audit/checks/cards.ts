import type { Check } from '../check.js';

/** What the card networks forbid is not done. They fine for it; nobody loses money by it. */
export const CARD_CHECKS: readonly Check[] = [
  {
    name: 'a-refused-card-is-left-alone',
    explanation:
      'After a decline that means never again, its card is charged for no subscription; one that was paid after all, late, is none, and a card given after that try, under its token, is another.',
    guards: 'order',
    sql: `
      SELECT a.merchant_id, a.public_id AS subject,
        'sent at ' || a.sent_at || ', the card was refused for good at ' || n.resolved_at AS detail
      FROM attempts a
      JOIN attempts n ON n.merchant_id = a.merchant_id AND n.card_id = a.card_id
        AND n.decline_class = 'hard' AND n.status = 'declined'
      JOIN cards c ON c.merchant_id = a.merchant_id AND c.id = a.card_id
      JOIN present p ON p.merchant_id = a.merchant_id
      WHERE a.kind = 'mit' AND a.sent_at > n.resolved_at + interval '1 minute' AND a.adopted_at IS NULL
        AND (c.renewed_at IS NULL OR c.renewed_at <= coalesce(n.sent_at, n.prepared_at))`,
  },
  {
    name: 'a-card-that-is-to-go-is-left-alone',
    explanation: 'From the moment at which somebody wants a card deleted it is not charged.',
    guards: 'order',
    sql: `
      SELECT a.merchant_id, a.public_id AS subject,
        'sent at ' || a.sent_at || ', the card was to be deleted at ' || c.deletion_requested_at AS detail
      FROM cards c
      JOIN attempts a ON a.merchant_id = c.merchant_id AND a.card_id = c.id AND a.sent_at > c.deletion_requested_at
      JOIN present p ON p.merchant_id = a.merchant_id
      WHERE a.kind = 'mit' AND a.adopted_at IS NULL`,
  },
  {
    name: 'a-card-is-tried-five-times-an-invoice',
    explanation:
      "One card is tried for one invoice once and four times again; the merchant's faults do not count.",
    guards: 'order',
    sql: `
      SELECT a.merchant_id, i.public_id AS subject, count(*) || ' tries of one card' AS detail
      FROM attempts a JOIN invoices i ON i.merchant_id = a.merchant_id AND i.id = a.invoice_id
      JOIN cards c ON c.merchant_id = a.merchant_id AND c.id = a.card_id
      WHERE a.kind = 'mit' AND a.sent_at IS NOT NULL AND a.decline_class IS DISTINCT FROM 'configuration'
        AND (a.status NOT IN ('abandoned', 'rejected') OR a.fenced_at IS NOT NULL)
        AND (c.renewed_at IS NULL OR a.sent_at > c.renewed_at)
      GROUP BY a.merchant_id, i.merchant_id, i.id, a.card_id HAVING count(*) > 5`,
  },
];
