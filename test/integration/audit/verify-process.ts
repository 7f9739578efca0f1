import { spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** `npm run verify` from the sources: what an operator sees, and what a script gets. */
export function runVerify(databaseUrl: string): Promise<{ code: number | null; output: string }> {
  const loader = join(ROOT, 'test', 'support', 'ts-loader.mjs');
  const child = spawn(
    process.execPath,
    ['--no-warnings', '--import', loader, join(ROOT, 'src', 'cli', 'verify.ts')],
    {
      env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}
