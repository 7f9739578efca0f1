import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { SimulatorOptions } from './simulator.js';

export interface CommandLine {
  port: number;
  host: string;
  options: SimulatorOptions;
}

export const USAGE = `npm run simulator -- [options]
  --port <n>         where to listen; SIMULATOR_PORT, or 4010
  --host <address>   127.0.0.1
  --seed <text>      repeats a run
  --start-time <iso> where the clock starts
  --frozen           the clock stands still until it is moved
  --data <dir>       keeps the state across restarts
  --api-key <key>    instead of sim_ottu_api_key
  --hmac-key <key>   instead of sim_ottu_hmac_key
  --public-url <url> what payers' browsers call this instance
  --tls-key <file> --tls-cert <file>   speak HTTPS`;

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`the port must be a number from 0 to 65535, not "${text}"`);
}

/** Reads the command line and the environment; throws one clear sentence. */
export function readCommandLine(args: string[], env: NodeJS.ProcessEnv): CommandLine {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      seed: { type: 'string' },
      'start-time': { type: 'string' },
      frozen: { type: 'boolean' },
      data: { type: 'string' },
      'api-key': { type: 'string' },
      'hmac-key': { type: 'string' },
      'public-url': { type: 'string' },
      'tls-key': { type: 'string' },
      'tls-cert': { type: 'string' },
    },
  });
  const [key, cert] = [values['tls-key'], values['tls-cert']];
  if ((key === undefined) !== (cert === undefined)) throw new Error('--tls-key and --tls-cert go together');
  return {
    port: portOf(values.port ?? env.SIMULATOR_PORT ?? '4010'),
    host: values.host ?? '127.0.0.1',
    options: {
      seed: values.seed,
      startTime: values['start-time'],
      frozen: values.frozen,
      dataDir: values.data,
      publicUrl: values['public-url']?.replace(/\/+$/, ''),
      settings: {
        ...(values['api-key'] ? { api_keys: [values['api-key']] } : {}),
        ...(values['hmac-key'] ? { hmac_key: values['hmac-key'] } : {}),
      },
      ...(key && cert ? { tls: { key: readFileSync(key), cert: readFileSync(cert) } } : {}),
    },
  };
}
