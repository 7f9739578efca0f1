import { join } from 'node:path';
import { Api } from '../../test/support/api-client.js';
import { Program } from '../../test/torture/program.js';
import { TYPESCRIPT } from '../stage/typescript.js';
import type { Stats } from './till.js';

export interface Sample {
  path: string;
  headers: Record<string, string>;
  body: string;
}

export type Charged = [orderNo: string, amount: string, currency: string];

/** The bench's side of the gateway process. */
export class Gateway {
  private readonly api: Api;

  private constructor(
    private readonly program: Program,
    readonly url: string,
  ) {
    this.api = new Api(url);
  }

  static async start(directory: string): Promise<Gateway> {
    const entry = join(import.meta.dirname, 'main.ts');
    const program = new Program('gateway', [...TYPESCRIPT, entry], {}, join(directory, 'gateway.log'));
    const ready = await program.said(/listening on (\S+)/);
    if (!ready) throw new Error(`The gateway did not start; see ${directory}/gateway.log`);
    return new Gateway(program, ready[1]!);
  }

  get pid(): number {
    return this.program.pid;
  }

  async answerAfter(ms: number): Promise<void> {
    await this.api.get(`/bench/latency?ms=${ms}`);
  }

  async reportOf(lines: number): Promise<void> {
    await this.api.get(`/bench/report?lines=${lines}`);
  }

  stats(): Promise<Stats> {
    return this.api.get<Stats>('/bench/stats');
  }

  samples(): Promise<Partial<Record<'create' | 'charge', Sample>>> {
    return this.api.get('/bench/samples');
  }

  async charges(): Promise<Charged[]> {
    const all: Charged[] = [];
    for (;;) {
      const more = await this.api.get<Charged[]>(`/bench/charges?from=${all.length}`);
      if (more.length === 0) return all;
      all.push(...more);
    }
  }

  async forget(): Promise<void> {
    await this.api.get('/bench/forget');
  }

  stop(): Promise<void> {
    return this.program.end();
  }
}
