import { spawnSync } from 'node:child_process';
import { bundledCommand } from '../../support/bundled-engine.js';
import type { Engine } from '../../support/engine-process.js';

/** `npm run merchant -- …` for the engine's own data; what it prints for scripts. */
export function merchantCli(engine: Engine, args: string[], secrets: Record<string, string> = {}): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundledCommand('merchant'), ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { PATH: process.env.PATH, ...engine.environment, ...secrets },
  });
  if (status !== 0) throw new Error(`merchant ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout.trim();
}

/** Another merchant beside the sandbox one, with its own key. */
export function newMerchant(engine: Engine): { id: string; key: string } {
  const id = merchantCli(
    engine,
    [
      ...['create', '--name', 'Another Club', '--mode', 'sandbox', '--simulator'],
      ...['--ottu-url', engine.simulatorUrl, '--routing', 'KWD=credit-card'],
    ],
    { OTTU_API_KEY: 'sim_ottu_api_key', OTTU_HMAC_KEY: 'sim_ottu_hmac_key' },
  );
  return { id, key: merchantCli(engine, ['key', id, '--name', 'Backend']) };
}
