import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { basename, join } from 'node:path';
import { freePort } from '../../test/support/free-port.js';
import { Program } from '../../test/torture/program.js';
import type { Stage } from './stage.js';

export interface Api {
  port: number;
  program: Program;
}

/** The engine's HTTP side alone: a process with ROLE=api. */
export async function startApi({ directory, environment, artefact }: Stage): Promise<Api> {
  const port = await freePort();
  const dataDir = mkdtempSync(join(directory, 'api-'));
  const own = { ...environment, ROLE: 'api', DATA_DIR: dataDir, PORT: String(port) };
  const program = new Program('api', [artefact.engine], own, join(directory, `${basename(dataDir)}.log`));
  if (!(await program.said(/ is ready/))) throw new Error('The API did not get ready; see its log');
  return { port, program };
}

/** A key of the shop, for all that its backend may do. */
export function apiKey({ artefact, environment, shop }: Stage): string {
  const words = [artefact.merchant, 'key', shop.publicId, '--name', 'Bench', '--scopes', 'admin'];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    env: { PATH: process.env.PATH, ...environment },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`No key could be made: ${stderr}`);
  return stdout.trim().split('\n').at(-1)!;
}
