import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Engine {
  url: string;
  simulatorUrl: string;
  key: string;
  stop(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));

/** An engine of its own: free ports, its own data, gone without a trace afterwards. */
export async function startOwnEngine(): Promise<Engine> {
  const dataDir = mkdtempSync(join(tmpdir(), 'perennial-demo-'));
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const { DATABASE_URL: _d, OTTU_BASE_URL: _o, PUBLIC_URL: _p, ...inherited } = process.env;
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...inherited,
      PORT: String(port),
      SIMULATOR_PORT: String(simulatorPort),
      DATA_DIR: dataDir,
      ROLE: 'all',
      LOG_LEVEL: 'error',
      TICK_MS: '100',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const key = await readKey(child);
    return { url: `http://127.0.0.1:${port}`, simulatorUrl: `http://127.0.0.1:${simulatorPort}`, key, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function readKey(child: ReturnType<typeof spawn>): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const key = /^\s+(perennial_\S+)$/m.exec(output)?.[1];
      if (key && output.includes('is ready at')) resolve(key);
    });
    child.once('exit', (code) =>
      reject(new Error(`The engine ended with code ${code} before it was ready:\n${output}`)),
    );
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
