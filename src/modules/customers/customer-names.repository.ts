import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';

/** What the merchant's own system calls a customer. Written by imports, and read here: a backend knows no other name. */
@Injectable()
export class CustomerNamesRepository {
  async namesOf(tx: Tx, merchantId: bigint, customerIds: readonly bigint[]): Promise<Map<bigint, string>> {
    if (customerIds.length === 0) return new Map();
    const rows = await tx.query<{ id: bigint; name: string }[]>(
      `SELECT object_id AS id, external_id AS name FROM import_names
       WHERE merchant_id = $1 AND kind = 'customers' AND object_id = ANY ($2::bigint[])`,
      [merchantId, customerIds],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  async idNamed(tx: Tx, merchantId: bigint, name: string): Promise<bigint | null> {
    const [row] = await tx.query<{ id: bigint }[]>(
      `SELECT object_id AS id FROM import_names
       WHERE merchant_id = $1 AND kind = 'customers' AND external_id = $2`,
      [merchantId, name],
    );
    return row?.id ?? null;
  }
}
