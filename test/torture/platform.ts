import type { Chance } from '../support/chance.js';
import { Api } from '../support/api-client.js';
import { openQuestions } from '../support/open-questions.js';
import { Program } from './program.js';

/** What the simulator says really happened. */
export interface TruthCharge {
  order_no: string;
  amount: string;
  currency: string;
  captured: string;
  refunded: string;
  kind: string;
  settled_at: string | null;
}

interface ActiveFault {
  hits: number;
  match: { endpoint: string };
  action: { type: string };
}

/** One merchant's Ottu: a simulator process of its own, so that its clock is the merchant's clock. */
export class Platform {
  readonly api: Api;

  private constructor(
    private readonly program: Program,
    readonly url: string,
  ) {
    this.api = new Api(url);
  }

  static async start(
    entry: string,
    name: string,
    now: string,
    chance: Chance,
    hangSeconds: number,
    log: string,
  ) {
    const seed = String(chance.whole(1, 1e9));
    const args = [entry, '--port', '0', '--seed', seed, '--start-time', now, '--frozen'];
    const program = new Program(name, args, {}, log);
    const ready = await program.said(/listening on (\S+)/);
    if (!ready) throw new Error(`The simulator did not start; see ${log}`);
    const platform = new Platform(program, ready[1]!);
    await platform.api.put('/control/merchant', settingsOf(chance, hangSeconds));
    return platform;
  }

  /** Never back: what an advancing test clock has told it meanwhile stands. */
  async moveTo(now: Date): Promise<void> {
    await this.api.post('/control/clock', { at_least: now.toISOString(), frozen: true });
  }

  /** Takes all faults off and puts these on; answers what the old ones did, by endpoint and kind. */
  async change(faults: object[]): Promise<Map<string, number>> {
    const { faults: old } = await this.api.get<{ faults: ActiveFault[] }>('/control/faults');
    await this.api.send('DELETE', '/control/faults');
    for (const fault of faults) await this.api.post('/control/faults', fault);
    const struck = new Map<string, number>();
    for (const { match, action, hits } of old) {
      const name = `${match.endpoint} ${action.type}`;
      struck.set(name, (struck.get(name) ?? 0) + hits);
    }
    return struck;
  }

  async truth(): Promise<TruthCharge[]> {
    return (await this.api.get<{ charges: TruthCharge[] }>('/truth')).charges;
  }

  stop(): Promise<void> {
    return this.program.end();
  }
}

function settingsOf(chance: Chance, hangSeconds: number): object {
  return {
    ...openQuestions(chance),
    hang_seconds: hangSeconds,
    // All throttles as they are out there: they go by the platform's clock, which the merchant's waits go by as well.
    webhook: { speed: 20 },
    auto_debit_concurrency: chance.pick(['serialise', 'parallel']),
  };
}
