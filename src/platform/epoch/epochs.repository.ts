import { Injectable } from '@nestjs/common';
import type { ServerIdentity } from '../../domain/epoch/judge-epoch.js';
import { assertAffected } from '../database/rows.js';
import type { Tx } from '../database/unit-of-work.js';
import { DatabaseEpoch, type EpochMode } from './database-epoch.entity.js';

export type NewEpoch = Pick<
  DatabaseEpoch,
  'id' | 'databaseId' | 'systemIdentifier' | 'timeline' | 'databaseOid' | 'mode' | 'signs' | 'gapFrom'
>;

export interface ModeAndServer {
  mode: EpochMode;
  /** On which server the epoch was begun. */
  epoch: ServerIdentity;
  server: ServerIdentity;
}

/** The epochs of the whole database, above its merchants. */
@Injectable()
export class EpochsRepository {
  async newest(tx: Tx): Promise<DatabaseEpoch | null> {
    return (await tx.find(DatabaseEpoch, { order: { id: 'DESC' }, take: 1 }))[0] ?? null;
  }

  /** The newest and the server that says so, in one short question: it is asked before every charge. */
  async newestAndServer(tx: Tx, serverColumns: string): Promise<ModeAndServer | null> {
    const [row] = await tx.query<
      (ServerIdentity & { known: [EpochMode, string | null, number | null, string] })[]
    >(
      `SELECT ${serverColumns}, json_build_array(mode, system_identifier, e.timeline, database_oid) AS known
       FROM database_epochs e ORDER BY id DESC LIMIT 1`,
    );
    if (!row) return null;
    const { known, ...server } = row;
    const [mode, systemIdentifier, timeline, databaseOid] = known;
    return { mode, epoch: { systemIdentifier, timeline, databaseOid }, server };
  }

  /** Only one process at a time judges and beats, and nobody ends an epoch meanwhile. */
  async lockNewest(tx: Tx): Promise<DatabaseEpoch | null> {
    await tx.query('LOCK TABLE database_epochs IN SHARE ROW EXCLUSIVE MODE');
    return this.newest(tx);
  }

  /**
   * Whether anybody was ever charged. Read from the charges room's table: a database with payments and without
   * epochs is one of before there were epochs, or a copy of it.
   */
  async hasCharged(tx: Tx): Promise<boolean> {
    const [row] = await tx.query<{ it: boolean }[]>('SELECT EXISTS (SELECT 1 FROM attempts) AS it');
    return row!.it;
  }

  async now(tx: Tx): Promise<Date> {
    const [row] = await tx.query<{ now: Date }[]>('SELECT clock_timestamp() AS now');
    return row!.now;
  }

  async begin(tx: Tx, epoch: NewEpoch): Promise<DatabaseEpoch> {
    const now = () => 'clock_timestamp()';
    await tx.insert(DatabaseEpoch, { ...epoch, beat: 1n, beatAt: now, beganAt: now });
    return tx.findOneByOrFail(DatabaseEpoch, { id: epoch.id });
  }

  /** Says that the engine lives; also writes down what of the server's identity was unknown until now. */
  async beat(tx: Tx, { id, beat, systemIdentifier, timeline }: DatabaseEpoch): Promise<bigint> {
    const changes = { beat: beat + 1n, beatAt: () => 'clock_timestamp()', systemIdentifier, timeline };
    assertAffected(await tx.update(DatabaseEpoch, { id }, changes), `database epoch ${id}`);
    return beat + 1n;
  }

  async update(
    tx: Tx,
    id: number,
    changes: Partial<Pick<DatabaseEpoch, 'mode' | 'signs' | 'endedBy' | 'endReason' | 'uncovered'>>,
  ): Promise<void> {
    const ended = changes.mode === 'open' ? { endedAt: () => 'clock_timestamp()' } : {};
    assertAffected(await tx.update(DatabaseEpoch, { id }, { ...changes, ...ended }), `database epoch ${id}`);
  }
}
