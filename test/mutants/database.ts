import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { TestServer } from '../support/postgres.js';
import { changesSchema, type Mutant } from './mutant.js';

/** One PostgreSQL for all runs; each spec copies the template, so that nobody waits for a start or a migration. */
export class Database {
  private constructor(
    private readonly child: ChildProcess,
    private readonly server: TestServer,
  ) {}

  static async start(root: string): Promise<Database> {
    const support = join(root, 'test', 'support');
    const loader = ['--no-warnings', '--import', join(support, 'ts-loader.mjs')];
    const child = spawn(process.execPath, [...loader, join(support, 'postgres.ts')], {
      cwd: root,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    return new Database(child, await firstLine(child));
  }

  /** For jest's global setup: a template that is there, or a server on which it makes one with the bug in it. */
  environmentOf(mutant: Mutant | null): Record<string, string> {
    const { adminUrl, template } = this.server;
    if (mutant !== null && changesSchema(mutant)) return { TEST_DATABASE_URL: adminUrl };
    return { TEST_PG_ADMIN_URL: adminUrl, TEST_PG_TEMPLATE: template };
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.stdin?.end();
    await exited;
  }
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
