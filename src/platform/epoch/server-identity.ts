import { Injectable, Logger } from '@nestjs/common';
import type { ServerIdentity } from '../../domain/epoch/judge-epoch.js';
import { type Tx, UnitOfWork } from '../database/unit-of-work.js';

const SYSTEM = '(SELECT system_identifier::text FROM pg_control_system())';
/** Of the position that is being written: the control file learns of a new timeline only at its next checkpoint. */
const TIMELINES = [
  `('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::integer`,
  '(SELECT timeline_id FROM pg_control_checkpoint())',
];
const UNKNOWN = 'NULL';

interface Readable {
  system: string;
  timeline: string;
}

/** Asks a server who it is. Some managed ones refuse part of it; then that part stays unknown. */
@Injectable()
export class ServerIdentityReader {
  private readonly logger = new Logger(ServerIdentityReader.name);
  private readable: Promise<Readable> | null = null;

  constructor(private readonly uow: UnitOfWork) {}

  async read(tx: Tx): Promise<ServerIdentity> {
    const [row] = await tx.query<ServerIdentity[]>(`SELECT ${await this.columns()}`);
    return row!;
  }

  /** As columns of a statement that asks for more. */
  async columns(): Promise<string> {
    const { system, timeline } = await (this.readable ??= this.tryOut());
    return `${system} AS "systemIdentifier", ${timeline} AS timeline,
      (SELECT oid::text FROM pg_database WHERE datname = current_database()) AS "databaseOid"`;
  }

  /** Outside of any transaction, because a refusal would abort it. */
  private async tryOut(): Promise<Readable> {
    const readable = { system: await this.firstOf([SYSTEM]), timeline: await this.firstOf(TIMELINES) };
    if (readable.system === UNKNOWN || readable.timeline === UNKNOWN) {
      this.logger.warn(
        { system_identifier: readable.system !== UNKNOWN, timeline: readable.timeline !== UNKNOWN },
        'This PostgreSQL does not fully say who it is: a failover or restore is noticed by heartbeats only',
      );
    }
    return readable;
  }

  private async firstOf(expressions: string[]): Promise<string> {
    for (const expression of expressions) {
      const isAllowed = await this.uow
        .read((tx) => tx.query(`SELECT ${expression} AS it`))
        .then(
          () => true,
          (error: unknown) => this.isRefusal(error),
        );
      if (isAllowed) return expression;
    }
    return UNKNOWN;
  }

  /** A lost connection refuses nothing; taken for a refusal it would blind this process until its end. */
  private isRefusal(error: unknown): false {
    const code = (error as { driverError?: { code?: string } }).driverError?.code ?? '';
    if (/^(42|0A|55|XX)/.test(code)) return false;
    this.readable = null;
    throw error;
  }
}
