import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { SystemClock } from '../platform/clock/clock.js';
import { readSettings } from '../platform/config/settings.js';
import { redactText } from '../platform/logging/index.js';
import { type Command, HELP, readCommand } from './ask-ottu-arguments.js';
import { askFor, UsageError } from './merchant-arguments.js';
import { type OttuClient, ottuClient } from './ottu-client.js';
import { asMarkdown, askAll, type Findings } from './sandbox/ask-all.js';
import type { Left } from './sandbox/questions.js';
import { Sandbox } from './sandbox/sandbox.js';

const OLDER_PATH = '/b/pbl/v2/auto-debit/';

type Ask = Extract<Command, { name: 'ask' }>;

/** What a run before left to be looked at; none where it asked somebody else. */
function leftBy(file: string, url: string): Left {
  if (!existsSync(file)) return {};
  const before = JSON.parse(readFileSync(file, 'utf8')) as Findings;
  return before.url === url ? before.left : {};
}

async function ask({ url, out, options, secrets }: Ask): Promise<void> {
  const credentials = await askFor(secrets, process.env);
  const account = { merchantId: 0n, baseUrl: url, credentials, isSandbox: true, isSimulator: false };
  const clients: OttuClient[] = [];
  const sandboxBy = (autoDebitPath?: string): Sandbox => {
    const client = ottuClient(
      (call) => sandbox.hear(call),
      (settings) => void (autoDebitPath && (settings.autoDebitPath = autoDebitPath)),
    );
    clients.push(client);
    const sandbox: Sandbox = new Sandbox(client.gateway, account, options, new SystemClock());
    return sandbox;
  };
  try {
    const findings = await askAll(sandboxBy(), sandboxBy(OLDER_PATH), leftBy(`${out}.json`, url));
    writeFileSync(`${out}.json`, `${JSON.stringify(findings, null, 2)}\n`);
    writeFileSync(`${out}.md`, asMarkdown(findings));
    for (const { question, conclusion } of findings.answers) console.log(`${question}\n  ${conclusion}`);
    console.error(`Written down in ${out}.md and ${out}.json.`);
  } finally {
    for (const client of clients) await client.close();
  }
}

try {
  const command = readCommand(process.argv.slice(2), readSettings().ottuHosts);
  if (command.name === 'help') console.log(HELP);
  else await ask(command);
} catch (error) {
  console.error(redactText((error as Error).message));
  if (error instanceof UsageError) console.error('For help: npm run ask-ottu -- --help');
  process.exitCode = 1;
}
