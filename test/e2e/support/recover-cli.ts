import { spawnSync } from 'node:child_process';
import { bundledCommand } from '../../support/bundled-engine.js';
import type { Engine } from '../../support/engine-process.js';

export interface Told {
  code: number | null;
  text: string;
}

/** `npm run recover`, as an operator runs it beside the engine. */
export function recover(engine: Engine, ...args: string[]): Told {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundledCommand('recover'), ...args], {
    env: { PATH: process.env.PATH, ...engine.environment },
    encoding: 'utf8',
  });
  return { code: status, text: stdout + stderr };
}

export const END = ['--end', '--by', 'Noura', '--reason', 'everything was asked for'];
