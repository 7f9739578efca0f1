import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';

/** As the imports call their kinds. */
type Named = 'customers' | 'cards' | 'subscriptions';

/** What the merchant's own system calls a thing. Written by imports, and read here: a backend knows no other name. */
@Injectable()
export class ImportedNamesRepository {
  async namesOf(
    tx: Tx,
    merchantId: bigint,
    kind: Named,
    ids: readonly bigint[],
  ): Promise<Map<bigint, string>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.query<{ id: bigint; name: string }[]>(
      `SELECT object_id AS id, external_id AS name FROM import_names
       WHERE merchant_id = $1 AND kind = $2 AND object_id = ANY ($3::bigint[])`,
      [merchantId, kind, ids],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  async idNamed(tx: Tx, merchantId: bigint, kind: Named, name: string): Promise<bigint | null> {
    const [row] = await tx.query<{ id: bigint }[]>(
      `SELECT object_id AS id FROM import_names WHERE merchant_id = $1 AND kind = $2 AND external_id = $3`,
      [merchantId, kind, name],
    );
    return row?.id ?? null;
  }
}
