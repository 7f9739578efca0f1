import { spawnSync } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** The programs of the built engine, as an operator gets them. */
export interface Artefact {
  engine: string;
  simulator: string;
  merchant: string;
  migrate: string;
  verify: string;
}

/**
 * Builds, and copies what was built: somebody who builds while a run of hours goes on must not change the
 * engine in the middle of it.
 */
export function prepareArtefact(directory: string, build: boolean): Artefact {
  if (build) {
    const { status } = spawnSync(process.execPath, [join(ROOT, 'scripts', 'build.mjs')], {
      cwd: ROOT,
      stdio: 'inherit',
    });
    if (status !== 0) throw new Error('The build failed; see above');
  }
  const dist = join(directory, 'dist');
  cpSync(join(ROOT, 'dist'), dist, { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(directory, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  const at = (...path: string[]) => join(dist, 'src', ...path);
  return {
    engine: at('main.js'),
    simulator: at('simulator', 'main.js'),
    merchant: at('cli', 'merchant.js'),
    migrate: at('cli', 'migrate.js'),
    verify: at('cli', 'verify.js'),
  };
}
