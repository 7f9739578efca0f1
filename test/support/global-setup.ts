import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

import type { TestServer } from './postgres.js';

/** Where global-teardown.ts finds the server again; jest loads the two files separately. */
const holder = globalThis as typeof globalThis & { perennialTestServer?: ChildProcess };

/**
 * One PostgreSQL for all engine tests of a run. jest compiles this file to CommonJS, so it imports nothing of
 * the engine: that runs in the process of postgres.ts.
 */
export default async function globalSetup(_global: unknown, project: { rootDir: string }): Promise<void> {
  // Whoever runs jest many times keeps one server for all runs: see test/mutants/database.ts.
  if (process.env.TEST_PG_ADMIN_URL !== undefined && process.env.TEST_PG_TEMPLATE !== undefined) return;
  const loader = join(project.rootDir, 'test', 'support', 'ts-loader.mjs');
  const program = join(project.rootDir, 'test', 'support', 'postgres.ts');
  const child = spawn(process.execPath, ['--no-warnings', '--import', loader, program], {
    cwd: project.rootDir,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  holder.perennialTestServer = child;
  const server = await firstLine(child);
  process.env.TEST_PG_ADMIN_URL = server.adminUrl;
  process.env.TEST_PG_TEMPLATE = server.template;
}

function firstLine(child: ChildProcess): Promise<TestServer> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(JSON.parse(text) as TestServer);
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error('The PostgreSQL of the tests did not start; see above.')));
  });
}
