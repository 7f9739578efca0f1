import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Change, Store } from './state/store.js';

/** The journal is folded into the snapshot when it is longer than this and than the snapshot itself. */
const COMPACT_AT_BYTES = 8 * 1024 * 1024;
const LINES_AT_ONCE = 500;

/**
 * A snapshot and a journal in one directory. Every commit is one journal line, written before anybody is
 * answered, so that a `kill -9` loses nothing that was told. A torn last line was never told to anybody
 * and is dropped. Replaying a journal twice gives the same state, so a crash between the two writes of a
 * compaction does no harm.
 */
export class Journal {
  private readonly snapshotPath: string;
  private readonly journalPath: string;
  private bytes = 0;
  private snapshotBytes = 0;
  private writable = false;

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true });
    this.snapshotPath = join(directory, 'snapshot.jsonl');
    this.journalPath = join(directory, 'journal.jsonl');
  }

  load(store: Store): void {
    for (const path of [this.snapshotPath, this.journalPath]) {
      for (const changes of readLines(path)) for (const change of changes) store.restore(change);
    }
  }

  /**
   * Writes what is in memory, and from here on every commit. Not before it listens: a second simulator that
   * cannot get the port must not touch the files of the first.
   */
  start(store: Store): void {
    this.writable = true;
    this.compact(store);
  }

  append(changes: Change[], store: Store): void {
    if (!this.writable) return;
    const line = `${JSON.stringify(changes)}\n`;
    appendFileSync(this.journalPath, line);
    this.bytes += Buffer.byteLength(line);
    if (this.bytes > Math.max(COMPACT_AT_BYTES, this.snapshotBytes)) this.compact(store);
  }

  compact(store: Store): void {
    if (!this.writable) return;
    const temporary = `${this.snapshotPath}.tmp`;
    const file = openSync(temporary, 'w', 0o600);
    this.snapshotBytes = writeLines(file, store.everything());
    fsyncSync(file);
    closeSync(file);
    renameSync(temporary, this.snapshotPath);
    if (existsSync(this.journalPath)) truncateSync(this.journalPath, 0);
    this.bytes = 0;
  }
}

function writeLines(file: number, changes: Change[]): number {
  let bytes = 0;
  for (let i = 0; i < changes.length; i += LINES_AT_ONCE) {
    const lines = changes.slice(i, i + LINES_AT_ONCE).map((change) => `${JSON.stringify([change])}\n`);
    bytes += writeSync(file, lines.join(''));
  }
  return bytes;
}

function readLines(path: string): Change[][] {
  if (!existsSync(path)) return [];
  const lines: Change[][] = [];
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '') continue;
    try {
      lines.push(JSON.parse(line) as Change[]);
    } catch {
      break;
    }
  }
  return lines;
}
