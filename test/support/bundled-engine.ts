import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, bundleCommand } from './bundle.js';

const DIST = join(import.meta.dirname, '..', '..', 'dist', 'src');

/** The built engine as its operator starts it. */
export const SHIPPED_ENGINE = join(DIST, 'main.js');

/** The built engine in one file, for stories that start many processes. Made once for each build. */
export function bundledEngine(): string {
  return made('engine', 'engine.cjs', (folder) => bundle(SHIPPED_ENGINE, folder));
}

/** What `npm run` of that name starts, likewise. */
export function bundledCommand(name: 'merchant' | 'recover' | 'verify'): string {
  const file = `${name}.mjs`;
  return made(name, file, (folder) => bundleCommand(join(DIST, 'cli', `${name}.js`), join(folder, file)));
}

function made(name: string, file: string, make: (folder: string) => void): string {
  const build = Math.trunc(statSync(join(DIST, '..', '.built')).mtimeMs);
  const folder = join(DIST, `bundle-${name}-${build}`);
  const program = join(folder, file);
  if (existsSync(program)) return program;
  // Other test processes may be at it too; the folder has its name when all of it is there.
  const mine = join(DIST, `bundle-${name}-${build}-${process.pid}`);
  make(mine);
  try {
    renameSync(mine, folder);
  } catch (error) {
    if (!existsSync(program)) throw error;
    rmSync(mine, { recursive: true });
  }
  return program;
}
