import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Engine, ROOT } from '../../support/engine-process.js';

export interface Told {
  code: number | null;
  text: string;
}

/** `npm run recover`, as an operator runs it beside the engine. */
export function recover(engine: Engine, ...args: string[]): Told {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'dist', 'src', 'cli', 'recover.js'), ...args],
    { env: { PATH: process.env.PATH, ...engine.environment }, encoding: 'utf8' },
  );
  return { code: status, text: stdout + stderr };
}

export const END = ['--end', '--by', 'Noura', '--reason', 'everything was asked for'];
