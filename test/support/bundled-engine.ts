import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.js';

const DIST = join(import.meta.dirname, '..', '..', 'dist', 'src');

/** The built engine as its operator starts it. */
export const SHIPPED_ENGINE = join(DIST, 'main.js');

/** The built engine in one file, for stories that start many processes. Made once for each build. */
export function bundledEngine(): string {
  const build = Math.trunc(statSync(join(DIST, '..', '.built')).mtimeMs);
  const folder = join(DIST, `bundle-${build}`);
  const program = join(folder, 'engine.cjs');
  if (existsSync(program)) return program;
  // Other test processes may be at it too; the folder has its name when all of it is there.
  const mine = join(DIST, `bundle-${build}-${process.pid}`);
  bundle(SHIPPED_ENGINE, mine);
  try {
    renameSync(mine, folder);
  } catch (error) {
    if (!existsSync(program)) throw error;
    rmSync(mine, { recursive: true });
  }
  return program;
}
