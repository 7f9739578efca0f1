import { createHash } from 'node:crypto';
import { appendFileSync, writeFileSync } from 'node:fs';

const KEPT_LINES = 60;

/** Everything that happened in one seed, in order: hashed as it is written, and its end kept to be shown. */
export class EventLog {
  steps = 0;
  private readonly hash = createHash('sha256');
  private readonly tail: string[] = [];

  constructor(
    private readonly now: () => number,
    /** Also written there, for whoever wants to compare two runs line by line. */
    private readonly file?: string,
  ) {
    if (file !== undefined) writeFileSync(file, '');
  }

  add(text: string): void {
    const line = `${++this.steps} ${new Date(this.now()).toISOString()} ${text}`;
    this.hash.update(line).update('\n');
    this.tail.push(line);
    if (this.tail.length > KEPT_LINES) this.tail.shift();
    if (this.file !== undefined) appendFileSync(this.file, `${line}\n`);
  }

  /** Of all lines so far. */
  digest(): string {
    return this.hash.copy().digest('hex').slice(0, 16);
  }

  lastLines(count: number): string[] {
    return this.tail.slice(-count);
  }
}
