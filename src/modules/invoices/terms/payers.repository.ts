import { Injectable } from '@nestjs/common';
import type { TaxPayer } from '../../../domain/tax/decide-tax.js';
import type { Columns, Part } from '../../../platform/database/read-together.js';
import type { Tx } from '../../../platform/database/unit-of-work.js';
import type { RowKey } from '../../../platform/database/writes.js';

/** What billing needs to know of who pays, and of the merchant. */
export interface Payer extends TaxPayer {
  merchantId: bigint;
  customerId: bigint;
  /** The merchant's, for subscriptions of which nothing else is said. */
  reviewHours: number;
  /** Whether the merchant levies any tax. */
  taxed: boolean;
  /** In any currency. Not locked: it says which way an invoice goes, and not what is taken. */
  hasBalance: boolean;
}

const PAYERS = `SELECT c.merchant_id AS "merchantId", c.id AS "customerId", c.country, c.tax_exempt AS exempt,
  m.default_country AS "defaultCountry", m.tax_rate_count > 0 AS taxed, m.invoice_review_hours AS "reviewHours",
  EXISTS (SELECT 1 FROM customer_balances b WHERE b.merchant_id = c.merchant_id AND b.customer_id = c.id
    AND b.balance_minor > 0) AS "hasBalance"`;

const COLUMNS: Columns<Payer> = {
  merchantId: 'bigint',
  customerId: 'bigint',
  country: 'plain',
  exempt: 'plain',
  defaultCountry: 'plain',
  taxed: 'plain',
  reviewHours: 'plain',
  hasBalance: 'plain',
};

@Injectable()
export class PayersRepository {
  /** Of a whole batch, over all merchants, by the customer's id. One statement, whatever is in it. */
  async read(tx: Tx, customers: readonly RowKey[]): Promise<Map<bigint, Payer>> {
    const rows = await tx.query<Payer[]>(
      `${PAYERS}
       FROM (SELECT DISTINCT * FROM unnest($1::bigint[], $2::bigint[]) u (merchant_id, id)) k
       JOIN customers c ON c.merchant_id = k.merchant_id AND c.id = k.id
       JOIN merchants m ON m.id = c.merchant_id`,
      [customers.map(({ merchantId }) => merchantId), customers.map(({ id }) => id)],
    );
    return new Map(rows.map((row) => [row.customerId, row]));
  }

  /** As above, one of them, to be read together with other things. */
  ofCustomer({ merchantId, id }: RowKey): Part<Payer> {
    const query = `${PAYERS} FROM customers c JOIN merchants m ON m.id = c.merchant_id WHERE c.merchant_id = $1 AND c.id = $2`;
    return { query, columns: COLUMNS, values: [merchantId, id] };
  }
}
