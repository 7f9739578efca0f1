import { spawn } from 'node:child_process';
import { bundledCommand } from '../../support/bundled-engine.js';

/** `npm run verify` as it was built: what an operator sees, and what a script gets. */
export function runVerify(databaseUrl: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [bundledCommand('verify')], {
    env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}
