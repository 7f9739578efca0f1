/** Which PostgreSQL answers; null where the server does not let itself be asked. */
export interface ServerIdentity {
  /** Made once by initdb: a dump that is loaded into another cluster has another one. */
  systemIdentifier: string | null;
  /** Grows when a standby is promoted and when a recovery ends; never at a restart or after a crash. */
  timeline: number | null;
  /** A dump that is loaded into a new database of the same cluster has another one. */
  databaseOid: string;
}

/** What the database says of itself, in its newest epoch row. */
export interface KnownEpoch extends ServerIdentity {
  id: number;
  databaseId: string;
  /** Counts up while any process of the engine lives. */
  beat: bigint;
  beatAt: Date;
}

/** The newest heartbeat that this machine saw committed, kept outside the database. */
export interface Witness {
  databaseId: string;
  epoch: number;
  beat: bigint;
}

export const SIGNS = ['another_cluster', 'another_timeline', 'another_database', 'went_back'] as const;
export type Sign = (typeof SIGNS)[number];

export type EpochFinding =
  /** The database that we know, with everything that it ever committed. */
  | { kind: 'same' }
  /** The same by all signs, but nobody was there for a while: an old copy would look just like it. */
  | { kind: 'quiet' }
  /** Rows may be missing that were committed once, and charges that were made. */
  | { kind: 'moved'; signs: Sign[] };

/** Longer than any restart or deployment without a pause; shorter than any restore. */
export const QUIET_MS = 120_000;

/**
 * Whether the database may have forgotten something. Committed heartbeats survive a crash of the engine and of
 * PostgreSQL, so one that is missing means that other commits are missing as well. Unknown never differs from
 * known: a server that cannot be asked is watched by the remaining signs.
 */
export function judgeEpoch(
  known: KnownEpoch,
  server: ServerIdentity,
  witness: Witness | null,
  now: Date,
): EpochFinding {
  const signs: Sign[] = [];
  if (differs(known.systemIdentifier, server.systemIdentifier)) signs.push('another_cluster');
  else if (differs(known.timeline, server.timeline)) signs.push('another_timeline');
  else if (differs(known.databaseOid, server.databaseOid)) signs.push('another_database');
  if (witness !== null && sawMore(witness, known)) signs.push('went_back');
  if (signs.length > 0) return { kind: 'moved', signs };
  return now.getTime() - known.beatAt.getTime() > QUIET_MS ? { kind: 'quiet' } : { kind: 'same' };
}

/** Whether both are known and not the same. */
export function isAnotherServer(known: ServerIdentity, server: ServerIdentity): boolean {
  return (
    differs(known.systemIdentifier, server.systemIdentifier) ||
    differs(known.timeline, server.timeline) ||
    differs(known.databaseOid, server.databaseOid)
  );
}

/** The number of the epoch that a finding begins: above all that anybody has seen. */
export function nextEpochId(known: KnownEpoch, witness: Witness | null): number {
  const seen = witness?.databaseId === known.databaseId ? witness.epoch : 0;
  return Math.max(known.id, seen) + 1;
}

/** Epochs first: after a restore the heart begins at a lower beat, in a higher epoch. */
function sawMore(witness: Witness, known: KnownEpoch): boolean {
  if (witness.databaseId !== known.databaseId) return false;
  return witness.epoch > known.id || (witness.epoch === known.id && witness.beat > known.beat);
}

function differs<T>(a: T | null, b: T | null): boolean {
  return a !== null && b !== null && a !== b;
}
