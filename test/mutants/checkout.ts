import { cp, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Mutant, textsWith } from './mutant.js';

/** What a build, a run or a person leaves beside the sources. */
const NOT_SOURCES = new Set(['node_modules', 'dist', 'coverage', '.git', '.data', '.env']);

/** A copy of the sources in which bugs may be planted; the real ones are never touched. */
export class Checkout {
  private constructor(readonly directory: string) {}

  static async of(root: string): Promise<Checkout> {
    const directory = await realpath(await mkdtemp(join(tmpdir(), 'perennial-mutants-')));
    await cp(root, directory, {
      recursive: true,
      filter: (source) => source === root || !NOT_SOURCES.has(basename(source)),
    });
    await symlink(join(root, 'node_modules'), join(directory, 'node_modules'), 'dir');
    return new Checkout(directory);
  }

  /** Runs `work` while the bug is in, and takes it out again whatever happens. */
  async with<T>(mutant: Mutant, work: () => Promise<T>): Promise<T> {
    const mutated = textsWith(mutant, this.directory);
    const originals = new Map([...mutated.keys()].map((file) => [file, this.read(file)]));
    try {
      await this.write(mutated);
      return await work();
    } finally {
      await this.write(originals);
    }
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  private read(file: string): string {
    return readFileSync(join(this.directory, file), 'utf8');
  }

  private async write(texts: ReadonlyMap<string, string>): Promise<void> {
    for (const [file, text] of texts) await writeFile(join(this.directory, file), text);
  }
}
