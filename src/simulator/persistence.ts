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

const COMPACT_AT_BYTES = 8 * 1024 * 1024;

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
  private writable = false;
  private held: Change[][] = [];

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

  /** Only from here on are files changed: a second simulator that cannot get the port must not touch them. */
  start(store: Store): void {
    this.writable = true;
    this.held = [];
    this.compact(store);
  }

  append(changes: Change[], store: Store): void {
    if (!this.writable) {
      this.held.push(changes);
      return;
    }
    const line = `${JSON.stringify(changes)}\n`;
    appendFileSync(this.journalPath, line);
    this.bytes += Buffer.byteLength(line);
    if (this.bytes > COMPACT_AT_BYTES) this.compact(store);
  }

  compact(store: Store): void {
    if (!this.writable) return;
    const temporary = `${this.snapshotPath}.tmp`;
    const file = openSync(temporary, 'w', 0o600);
    for (const change of store.everything()) writeSync(file, `${JSON.stringify([change])}\n`);
    fsyncSync(file);
    closeSync(file);
    renameSync(temporary, this.snapshotPath);
    if (existsSync(this.journalPath)) truncateSync(this.journalPath, 0);
    this.bytes = 0;
  }
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
