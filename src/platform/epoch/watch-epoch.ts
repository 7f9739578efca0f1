import { Injectable, Logger } from '@nestjs/common';
import {
  type EpochFinding,
  judgeEpoch,
  nextEpochId,
  type ServerIdentity,
  type Witness,
} from '../../domain/epoch/judge-epoch.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';
import { newUuid } from '../ids/type-id.js';
import type { DatabaseEpoch } from './database-epoch.entity.js';
import { EpochsRepository } from './epochs.repository.js';
import { ServerIdentityReader } from './server-identity.js';
import { WitnessFile } from './witness-file.js';

/**
 * Notices that the database was restored or failed over: before anything else at the start, and then every few
 * seconds in every process. What it finds is a row, so that all processes on the database hold still at once.
 */
@Injectable()
export class WatchEpoch {
  private readonly logger = new Logger(WatchEpoch.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly epochs: EpochsRepository,
    private readonly identity: ServerIdentityReader,
    private readonly witnesses: WitnessFile,
  ) {}

  async execute(): Promise<DatabaseEpoch> {
    const known = await this.uow.read((tx) => this.epochs.newest(tx));
    const witness = known && (await this.witnesses.read(known.databaseId));
    const epoch = await this.uow.run((tx) => this.within(tx, witness));
    await this.witnesses.write({ databaseId: epoch.databaseId, epoch: epoch.id, beat: epoch.beat });
    return epoch;
  }

  private async within(tx: Tx, witness: Witness | null): Promise<DatabaseEpoch> {
    const known = await this.epochs.lockNewest(tx);
    const server = await this.identity.read(tx);
    if (known === null) return this.first(tx, server);
    const finding = judgeEpoch(known, server, witness, await this.epochs.now(tx));
    // Whatever was in doubt is in doubt still: a silence cannot make less of it.
    if (finding.kind === 'same' || (finding.kind === 'quiet' && known.mode !== 'open')) {
      const current = { ...known, ...learnt(known, server) };
      return { ...current, beat: await this.epochs.beat(tx, current) };
    }
    this.tell(finding, known);
    return this.begin(tx, known.databaseId, nextEpochId(known, witness), server, {
      finding,
      from: known.beatAt,
    });
  }

  /** Of a database that is new, or has payments that no heartbeat vouches for: then the platform is asked first. */
  private async first(tx: Tx, server: ServerIdentity): Promise<DatabaseEpoch> {
    const gap = { finding: { kind: 'quiet' as const }, from: await this.epochs.now(tx) };
    return this.begin(tx, newUuid(), 1, server, (await this.epochs.hasCharged(tx)) ? gap : null);
  }

  private begin(
    tx: Tx,
    databaseId: string,
    id: number,
    server: ServerIdentity,
    gap: { finding: Exclude<EpochFinding, { kind: 'same' }>; from: Date } | null,
  ): Promise<DatabaseEpoch> {
    return this.epochs.begin(tx, {
      id,
      databaseId,
      ...server,
      mode: gap === null ? 'open' : gap.finding.kind === 'quiet' ? 'probing' : 'reconcile_only',
      signs: gap === null ? [] : gap.finding.kind === 'quiet' ? ['silence'] : gap.finding.signs,
      gapFrom: gap?.from ?? null,
    });
  }

  private tell(finding: EpochFinding, known: DatabaseEpoch): void {
    const since = known.beatAt.toISOString();
    if (finding.kind === 'moved') {
      this.logger.error(
        { signs: finding.signs, last_known: since },
        'The database was restored or failed over and may have forgotten charges: nothing is charged until `npm run recover` ends it',
      );
    } else {
      this.logger.warn(
        { last_known: since },
        'Nobody was there for a while: before anything is charged, the platform is asked whether it knows of charges that the books do not',
      );
    }
  }
}

/** What the server did not tell when the epoch began. */
function learnt(
  known: DatabaseEpoch,
  server: ServerIdentity,
): Pick<DatabaseEpoch, 'systemIdentifier' | 'timeline'> {
  return {
    systemIdentifier: known.systemIdentifier ?? server.systemIdentifier,
    timeline: known.timeline ?? server.timeline,
  };
}
