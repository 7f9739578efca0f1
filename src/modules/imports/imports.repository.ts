import { Injectable } from '@nestjs/common';
import { importMachine } from '../../domain/import/import-states.js';
import type { FieldFault } from '../../platform/http/app-error.js';
import { assertAffected, pageOf } from '../../platform/database/rows.js';
import { selectRows } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { Writes } from '../../platform/database/writes.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { newId, isId } from '../../platform/ids/type-id.js';
import { SecretBox } from '../../platform/security/secret-box.js';
import { Import, type ImportKind } from './import.entity.js';
import { ImportLine } from './import-line.entity.js';
import { ImportName } from './import-name.entity.js';

/** Of the tables that the kinds are named after. */
const ID_KINDS = { customers: 'customer', cards: 'card', subscriptions: 'subscription' } as const;

/** What became of one line. */
export interface LineOutcome {
  line: number;
  state: 'imported' | 'repeated' | 'failed';
  result: string | null;
  errors: FieldFault[];
}

@Injectable()
export class ImportsRepository {
  constructor(private readonly box: SecretBox) {}

  async insert(tx: Tx, merchantId: bigint, kind: ImportKind, dryRun: boolean, at: Date): Promise<Import> {
    const row = tx.create(Import, {
      merchantId,
      publicId: newId('import'),
      kind,
      dryRun,
      state: importMachine.initial,
      received: 0,
      imported: 0,
      repeated: 0,
      failed: 0,
      runAt: at,
      createdAt: at,
      finishedAt: null,
      hasLeftovers: false,
    });
    await tx.insert(Import, row);
    return row;
  }

  /** In one statement, however many. The token of a card is sealed until its line is settled. */
  async insertLines(tx: Tx, lines: ImportLine[]): Promise<void> {
    const writes = new Writes();
    for (const line of lines) writes.insert(ImportLine, this.sealed(line));
    await writes.flush(tx);
  }

  async update(tx: Tx, { merchantId, id }: Import, patch: Partial<Import>): Promise<void> {
    assertAffected(await tx.update(Import, { merchantId, id }, patch), `import ${id}`);
  }

  findByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<Import | null> {
    return tx.findOneBy(Import, { merchantId, publicId });
  }

  page(tx: Tx, merchantId: bigint, page: PageRequest): Promise<Page<Import>> {
    return pageOf(tx, Import, { merchantId }, page);
  }

  /** The one that waits the longest. Not locked: whoever writes its lines locks it. */
  async nextQueued(tx: Tx, now: Date): Promise<Import | null> {
    const [row] = await selectRows(tx, Import, `WHERE t.state = 'queued' AND t.run_at <= $1 ORDER BY t.run_at, t.id LIMIT 1`, [now]); // prettier-ignore
    return row ?? null;
  }

  /** Waits for the batch that is in work, and has the row as that one left it. */
  lockByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<Import | null> {
    return tx.findOne(Import, { where: { merchantId, publicId }, lock: { mode: 'pessimistic_write' } });
  }

  /** Null when it was canceled while it came. */
  lockReceiving(tx: Tx, { merchantId, id }: Import): Promise<Import | null> {
    const where = { merchantId, id, state: 'receiving' as const };
    return tx.findOne(Import, { where, lock: { mode: 'pessimistic_write' } });
  }

  /** One of which lines are still to be deleted, and which no other process has in hand. */
  async lockLeftovers(tx: Tx): Promise<Import | null> {
    const [row] = await selectRows(tx, Import, `WHERE t.has_leftovers ORDER BY t.id LIMIT 1 FOR UPDATE SKIP LOCKED`, []); // prettier-ignore
    return row ?? null;
  }

  /** Null when another process has it, and when it was canceled meanwhile. */
  async lockIfFree(tx: Tx, { merchantId, id }: Import): Promise<Import | null> {
    const [row] = await selectRows(tx, Import, `WHERE t.merchant_id = $1 AND t.id = $2 AND t.state = 'queued' FOR UPDATE SKIP LOCKED`, [merchantId, id]); // prettier-ignore
    return row ?? null;
  }

  async pending(tx: Tx, { merchantId, id }: Import, limit: number): Promise<ImportLine[]> {
    const rows = await selectRows(
      tx,
      ImportLine,
      `WHERE t.merchant_id = $1 AND t.import_id = $2 AND t.state = 'pending' ORDER BY t.line LIMIT $3`,
      [merchantId, id, limit],
    );
    return rows.map((row) => this.opened(row));
  }

  /** Failed lines from after a line on, for people. */
  failures(tx: Tx, { merchantId, id }: Import, after: number, limit: number): Promise<ImportLine[]> {
    return selectRows(
      tx,
      ImportLine,
      `WHERE t.merchant_id = $1 AND t.import_id = $2 AND t.state = 'failed' AND t.line > $3
       ORDER BY t.line LIMIT $4`,
      [merchantId, id, after, limit],
    );
  }

  /** By line, the earlier line of the same file that has the same name. */
  async duplicates(tx: Tx, { merchantId, id }: Import, lines: ImportLine[]): Promise<Map<number, number>> {
    const rows = await tx.query<{ line: number; first: number }[]>(
      `SELECT k.line, min(o.line) AS first FROM unnest($3::integer[], $4::text[]) AS k (line, name)
       JOIN import_lines o ON o.merchant_id = $1 AND o.import_id = $2 AND o.external_id = k.name AND o.line < k.line
       GROUP BY k.line`,
      [merchantId, id, lines.map(({ line }) => line), lines.map(({ externalId }) => externalId)],
    );
    return new Map(rows.map(({ line, first }) => [line, first]));
  }

  /** What is known by these names: those of imports, and our own ids, by which an export tells the rest. */
  async named(
    tx: Tx,
    merchantId: bigint,
    kind: ImportKind,
    externalIds: (string | null)[],
  ): Promise<Map<string, ImportName>> {
    const rows = await selectRows(
      tx,
      ImportName,
      `WHERE t.merchant_id = $1 AND t.kind = $2 AND t.external_id = ANY ($3::text[])`,
      [merchantId, kind, externalIds],
    );
    const known = new Map(rows.map((row) => [row.externalId, row]));
    const ours = externalIds.filter((id) => id !== null && !known.has(id) && isId(ID_KINDS[kind], id));
    if (ours.length === 0) return known;
    const own = await tx.query<ImportName[]>(
      `SELECT merchant_id AS "merchantId", $2 AS kind, public_id AS "externalId", id AS "objectId", public_id AS "publicId"
       FROM ${kind} WHERE merchant_id = $1 AND public_id = ANY ($3::text[])`,
      [merchantId, kind, ours],
    );
    for (const row of own) known.set(row.externalId, row);
    return known;
  }

  /** By the other one who imported the same name meanwhile this fails, and the batch is done again. */
  addName(writer: Writes, name: ImportName): void {
    writer.insert(ImportName, name);
  }

  /** What came with a line has done its service: personal data and tokens are not kept twice. */
  async settleLines(tx: Tx, { merchantId, id }: Import, outcomes: LineOutcome[]): Promise<void> {
    const [, affected] = await tx.query<[unknown[], number]>(
      `UPDATE import_lines SET state = u.state, result = u.result, errors = u.errors, data = '{}'
       FROM json_to_recordset($3::json) AS u (line integer, state text, result text, errors jsonb)
       WHERE import_lines.merchant_id = $1 AND import_lines.import_id = $2 AND import_lines.line = u.line
         AND import_lines.state = 'pending'`,
      [merchantId, id, JSON.stringify(outcomes)],
    );
    if (affected !== outcomes.length) throw new Error(`${affected} of ${outcomes.length} lines were pending`);
  }

  /** Names and addresses of people, and tokens: what is not to be imported is not kept. */
  async deletePending(tx: Tx, { merchantId, id }: Import, limit: number): Promise<number> {
    const [, deleted] = await tx.query<[unknown[], number]>(
      `DELETE FROM import_lines WHERE merchant_id = $1 AND import_id = $2 AND line IN (
         SELECT l.line FROM import_lines l
         WHERE l.merchant_id = $1 AND l.import_id = $2 AND l.state = 'pending' ORDER BY l.line LIMIT $3)`,
      [merchantId, id, limit],
    );
    return deleted;
  }

  /** Whatever stands there, since what is no text is found to be none only when the line is settled. */
  private sealed(line: ImportLine): ImportLine {
    const { token } = line.data;
    if (token === undefined) return line;
    const box = this.box.seal(JSON.stringify(token), purpose(line)).toString('base64');
    return { ...line, data: { ...line.data, token: box } };
  }

  private opened(line: ImportLine): ImportLine {
    const { token } = line.data;
    if (token === undefined) return line;
    const plain = this.box.open(Buffer.from(token as string, 'base64'), purpose(line));
    return { ...line, data: { ...line.data, token: JSON.parse(plain) as unknown } };
  }
}

function purpose({ merchantId, importId, line }: ImportLine): string {
  return `import-line/${merchantId}/${importId}/${line}/token`;
}
