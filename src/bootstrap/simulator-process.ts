import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Settings } from '../platform/config/settings.js';

export interface SimulatorProcess {
  url: string;
  /** The address that is told of refunds, captures and voids. */
  tellOperationsTo(url: string): Promise<void>;
  stop(): Promise<void>;
}

const READY_TIMEOUT_MS = 20_000;

/**
 * Starts the stand-in for Ottu as a process of its own, or joins one that is running: after a kill -9 of
 * the engine the simulator lives on, with the cards it knows.
 */
export async function startSimulator(
  settings: Settings,
  log: (line: string) => void,
): Promise<SimulatorProcess> {
  const url = `http://127.0.0.1:${settings.SIMULATOR_PORT}`;
  if (await isSimulator(url)) {
    log(`Simulator is running already at ${url}`);
    return { url, tellOperationsTo: (to) => tellOperationsTo(url, to), stop: async () => undefined };
  }
  const dataDir = join(settings.dataDir, 'simulator');
  mkdirSync(dataDir, { recursive: true });
  const entry = fileURLToPath(new URL('../simulator/main.js', import.meta.url));
  const output = openSync(join(settings.dataDir, 'simulator.log'), 'a', 0o600);
  const args = [entry, '--port', String(settings.SIMULATOR_PORT), '--data', dataDir];
  // Its own process group: Ctrl-C reaches the engine only, which ends its charges before the simulator ends.
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', output, output] });
  const exited = once(child, 'exit');
  await waitUntilReady(url, () => child.exitCode !== null, join(settings.dataDir, 'simulator.log'));
  log(`Simulator of Ottu started at ${url}`);
  return {
    url,
    tellOperationsTo: (to) => tellOperationsTo(url, to),
    stop: async () => {
      if (child.exitCode !== null || child.pid === undefined) return;
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function waitUntilReady(url: string, hasExited: () => boolean, logFile: string): Promise<void> {
  for (let waited = 0; waited < READY_TIMEOUT_MS; waited += 100) {
    if (await isSimulator(url)) return;
    if (hasExited()) break;
    await sleep(100);
  }
  throw new Error(`The simulator did not start at ${url}: see ${logFile}, or choose another SIMULATOR_PORT`);
}

async function tellOperationsTo(url: string, operationWebhook: string): Promise<void> {
  const answer = await fetch(`${url}/control/merchant`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ operation_webhook_url: operationWebhook }),
  });
  if (!answer.ok)
    throw new Error(`The simulator does not take the address of webhooks: ${await answer.text()}`);
}

async function isSimulator(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) });
    const body = (await answer.json()) as { status?: string; now?: string };
    return body.status === 'ok' && typeof body.now === 'string';
  } catch {
    return false;
  }
}
