import type pg from 'pg';
import type { SecretBox } from '../../src/platform/security/secret-box.js';
import type { Merchant } from '../stage/stage.js';
import { type Bases, id, START } from './k-th-row.js';

const CARDS_AT_ONCE = 5_000;

/** With tokens that open: each is sealed for its customer, with the key of the engine under test. */
export async function loadCards(
  db: pg.Client,
  box: SecretBox,
  { id: merchant }: Merchant,
  { cards, customers }: Bases,
  count: number,
): Promise<void> {
  for (let done = 0; done < count; done += CARDS_AT_ONCE) {
    const ks = Array.from({ length: Math.min(CARDS_AT_ONCE, count - done) }, (_, i) => done + i + 1);
    const tokens = ks.map((k) => `tok${merchant}x${customers! + BigInt(k)}`);
    await db.query(
      `INSERT INTO cards (merchant_id, id, public_id, customer_id, token, token_hash, pg_code, brand, last_four,
         expiry_month, expiry_year, name_on_card, status, created_at, updated_at) OVERRIDING SYSTEM VALUE
       SELECT ${merchant}, k + ${cards}, ${id('card', cards!)}, k + ${customers}, token, hash, 'credit-card', 'VISA', '1111',
         12, 2039, 'A PAYER', 'active', ${START}, ${START}
       FROM unnest($1::bigint[], $2::bytea[], $3::bytea[]) AS u (k, token, hash)`,
      [
        ks,
        ks.map((k, i) => box.seal(tokens[i]!, `card/${merchant}/${customers! + BigInt(k)}/token`)),
        tokens.map((token) => box.lookup(token)),
      ],
    );
  }
  await db.query(`SELECT setval('cards_id_seq', ${cards! + BigInt(count)})`);
}
