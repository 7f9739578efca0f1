import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.js';

const DIST = join(import.meta.dirname, '..', '..', 'dist', 'src');

/** The built engine as its operator starts it. */
export const SHIPPED_ENGINE = join(DIST, 'main.js');

/**
 * The built engine in one file, for stories that start many processes: a start takes a third of the processor's time.
 * It lies one folder below `src`, from where it finds the simulator as the engine does.
 */
export function bundledEngine(): string {
  const build = Math.trunc(statSync(join(DIST, '..', '.built')).mtimeMs);
  const folder = join(DIST, 'bundle');
  const file = join(folder, `engine-${build}.js`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  // Other test processes may be at it too; each file is whole from the moment it has its name.
  renameSync(bundle(SHIPPED_ENGINE, join(folder, `engine-${process.pid}.js`)), file);
  return file;
}
