import { Injectable, Logger } from '@nestjs/common';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Witness } from '../../domain/epoch/judge-epoch.js';
import { Settings } from '../config/settings.js';

/**
 * The newest heartbeat that this machine saw committed, in DATA_DIR. A disk snapshot that is put back under
 * PostgreSQL has the same identity and timeline as before; only something outside of it can remember more.
 */
@Injectable()
export class WitnessFile {
  private readonly logger = new Logger(WitnessFile.name);
  private failed = false;

  constructor(private readonly settings: Settings) {}

  /** Null when there is none for this database, or none that can be read. */
  async read(databaseId: string): Promise<Witness | null> {
    try {
      const text = await readFile(this.path(databaseId), 'utf8');
      const { epoch, beat } = JSON.parse(text) as { epoch: number; beat: string };
      if (!Number.isInteger(epoch)) throw new TypeError('epoch is no whole number');
      return { databaseId, epoch, beat: BigInt(beat) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.logger.warn({ err: error }, 'The witness of the database cannot be read');
      }
      return null;
    }
  }

  /** After the commit of the beat, never before: a witness must not know more than the database ever did. */
  async write({ databaseId, epoch, beat }: Witness): Promise<void> {
    const path = this.path(databaseId);
    const unfinished = `${path}.${process.pid}`;
    try {
      await writeFile(unfinished, `${JSON.stringify({ epoch, beat: String(beat) })}\n`, { mode: 0o600 });
      await rename(unfinished, path);
      this.failed = false;
    } catch (error) {
      // Once: a full disk would otherwise be told every few seconds.
      if (!this.failed) this.logger.warn({ err: error }, 'The witness of the database cannot be written');
      this.failed = true;
    }
  }

  private path(databaseId: string): string {
    return join(this.settings.dataDir, `witness-${databaseId}.json`);
  }
}
