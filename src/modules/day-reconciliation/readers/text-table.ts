import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { newUuid } from '../../../platform/ids/type-id.js';

const WINDOW = 65_536;
/** Windows kept: a sheet goes through its texts in the order in which they were first used, and back to a few. */
const MOST_WINDOWS = 256;
const ENTRY = 8;

/** A file that has no name any more: it is gone with the process, however that ends. */
export function openNameless(directory: string): number {
  const path = join(directory, `report-${newUuid()}`);
  const fd = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return fd;
}

/** Bytes that are appended and read at any place, of which memory holds only a few windows. */
class Bytes {
  size = 0;
  private pending: Buffer[] = [];
  private pendingSize = 0;
  private readonly windows = new Map<number, Buffer>();

  constructor(readonly fd: number) {}

  append(bytes: Buffer): void {
    this.pending.push(bytes);
    this.pendingSize += bytes.length;
    this.size += bytes.length;
    if (this.pendingSize >= WINDOW) this.flush();
  }

  flush(): void {
    if (this.pendingSize > 0) writeSync(this.fd, Buffer.concat(this.pending));
    this.pending = [];
    this.pendingSize = 0;
  }

  read(from: number, to: number): Buffer {
    const parts: Buffer[] = [];
    for (let at = from; at < to;) {
      const n = Math.floor(at / WINDOW);
      const part = this.window(n).subarray(at - n * WINDOW, Math.min(to - n * WINDOW, WINDOW));
      parts.push(part);
      at += part.length;
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  private window(n: number): Buffer {
    const known = this.windows.get(n);
    if (known) return known;
    const bytes = Buffer.alloc(Math.min(WINDOW, this.size - n * WINDOW));
    readSync(this.fd, bytes, 0, bytes.length, n * WINDOW);
    this.windows.set(n, bytes);
    if (this.windows.size > MOST_WINDOWS) this.windows.delete(this.windows.keys().next().value!);
    return bytes;
  }
}

/** Texts by number, on disk: the shared texts of a workbook may be larger than memory. */
export class TextTable {
  count = 0;
  private readonly texts: Bytes;
  private readonly ends: Bytes;

  constructor(directory: string) {
    this.texts = new Bytes(openNameless(directory));
    this.ends = new Bytes(openNameless(directory));
  }

  add(text: string): void {
    this.texts.append(Buffer.from(text, 'utf8'));
    const end = Buffer.alloc(ENTRY);
    end.writeDoubleLE(this.texts.size);
    this.ends.append(end);
    this.count++;
  }

  /** Once all are in. */
  seal(): void {
    this.texts.flush();
    this.ends.flush();
  }

  get(n: number): string {
    const from = n === 0 ? 0 : this.endOf(n - 1);
    return this.texts.read(from, this.endOf(n)).toString('utf8');
  }

  close(): void {
    closeSync(this.texts.fd);
    closeSync(this.ends.fd);
  }

  private endOf(n: number): number {
    return this.ends.read(n * ENTRY, (n + 1) * ENTRY).readDoubleLE();
  }
}
