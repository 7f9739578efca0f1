import type { Dispatcher } from 'undici';
import { type Change, type Charge, createSimulator, type Simulator } from '../../src/simulator/index.js';
import type { Chance } from '../support/chance.js';
import type { Movement } from '../support/compare-books.js';
import { openQuestions } from '../support/open-questions.js';
import type { WireAnswer } from './wire-faults.js';

export interface WebhookOnItsWay {
  path: string;
  body: string;
}

const DECLINES = ['51', '05', '61', '91', '96', '43', '54'];

/** One merchant's Ottu: the project's simulator, spoken to without a socket, on virtual time. */
export class Platform {
  private constructor(
    readonly name: string,
    readonly origin: string,
    private readonly simulator: Simulator,
    private shown: number,
  ) {}

  static async start(
    name: string,
    chance: Chance,
    now: number,
    onWebhook: (webhook: WebhookOnItsWay) => void,
    onCharge: (charge: Charge) => void,
  ): Promise<Platform> {
    const origin = `http://${name}.test`;
    const simulator = await createSimulator({
      seed: String(chance.whole(1, 1e9)),
      startTime: new Date(now).toISOString(),
      frozen: true,
      publicUrl: origin,
      // Silence ends at once here; how long it lasts is for the caller's patience to say.
      settings: { ...openQuestions(chance), hang_seconds: 0, requests_per_day: 1e9 },
      postWebhook: async (url, body) => {
        onWebhook({ path: new URL(url).pathname, body });
        return 200;
      },
      onCommit: (changes) => newCharges(changes).forEach(onCharge),
    });
    return new Platform(name, origin, simulator, now);
  }

  /** Does what was due until then. */
  async show(now: number): Promise<void> {
    if (now <= this.shown) return;
    this.shown = now;
    await this.control('POST', '/control/clock', { at_least: new Date(now).toISOString(), frozen: true });
  }

  /** Null when the platform does not answer. */
  async handle(options: Dispatcher.DispatchOptions, now: number): Promise<WireAnswer | null> {
    await this.show(now);
    const headers = options.headers as Record<string, string>;
    return this.ask(options.method, options.path, (options.body as string | null) ?? undefined, headers);
  }

  /** A customer fills the form of the hosted page. */
  async pay(checkoutUrl: string, cardNumber: string, cvv: string): Promise<number | null> {
    const form = { card_number: cardNumber, card_expiry: '12/49', card_cvv: cvv, card_name: 'NOURA ALSABAH' };
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const path = `${new URL(checkoutUrl).pathname}/pay`;
    return (await this.ask('POST', path, new URLSearchParams(form).toString(), headers))?.status ?? null;
  }

  /** How the banks behind the platform behave: some say no, some late, some nothing. */
  async setBanks(declines: number, lateAnswers: number, chance: Chance): Promise<void> {
    await this.control('DELETE', '/control/faults');
    const fault = (probability: number, action: object) =>
      this.control('POST', '/control/faults', {
        match: { endpoint: 'auto_debit' },
        action,
        probability,
        times: null,
      });
    if (declines > 0) await fault(0.1 * declines, { type: 'force_decline', code: chance.pick(DECLINES) });
    if (lateAnswers === 0) return;
    await fault(0.06 * lateAnswers, {
      type: 'force_outcome',
      outcome: 'approve_late',
      minutes: chance.whole(1, 50),
    });
    await fault(0.03 * lateAnswers, { type: 'force_outcome', outcome: 'no_answer' });
    await fault(0.03 * lateAnswers, { type: 'force_outcome', outcome: 'no_answer_paid' });
  }

  async truth(orderNo?: string): Promise<Movement[]> {
    const path = orderNo === undefined ? '/truth' : `/truth?order_no=${orderNo}`;
    return (await this.control<{ charges: Movement[] }>('GET', path)).charges;
  }

  stop(): Promise<void> {
    return this.simulator.close();
  }

  private async control<T>(method: string, path: string, body?: object): Promise<T> {
    const headers: Record<string, string> = body ? { 'content-type': 'application/json' } : {};
    const answer = await this.ask(method, path, body && JSON.stringify(body), headers);
    if (answer === null || answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer?.body.toString()}`);
    return (answer.body.length === 0 ? null : JSON.parse(answer.body.toString())) as T;
  }

  private async ask(
    method: string,
    path: string,
    payload: string | undefined,
    headers: Record<string, string>,
  ) {
    try {
      const { app } = this.simulator;
      const answer = await app.inject({ method: method as 'GET', url: path, headers, payload });
      const given = answer.headers as Record<string, string>;
      return { status: answer.statusCode, headers: given, body: answer.rawPayload };
    } catch (error) {
      if ((error as { code?: string }).code === 'LIGHT_ECONNRESET') return null;
      throw error;
    }
  }
}

function newCharges(changes: Change[]): Charge[] {
  return changes.flatMap(([table, , row]) => (table === 'charges' && row !== null ? [row as Charge] : []));
}
