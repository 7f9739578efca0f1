import { createSimulator, type Simulator } from '../../../../src/simulator/index.js';
import type {
  CardReading,
  ChargeAnswer,
  CreateSessionRequest,
} from '../../../../src/gateway/payment-gateway.js';
import type { OttuSettings } from '../../../../src/gateway/ottu/ottu-settings.js';
import { type Harness, harnessAt, sessionRequest } from './harness.js';

export const START = '2026-03-01T09:00:00.000Z';

/** Numbers out of the simulator's table of test cards. */
export const CARDS = {
  good: '4111111111111111',
  broke: '4000008260003178',
  stolen: '4000000000009987',
  silentAndPaid: '4000056655665556',
};

/** The gateway in front of a simulated platform, with the steps that most stories share. */
export class Desk {
  private orders = 0;

  private constructor(
    readonly simulator: Simulator,
    public harness: Harness,
  ) {}

  static async open(): Promise<Desk> {
    const simulator = await createSimulator({ seed: 'contract', startTime: START, frozen: true });
    const url = await simulator.listen();
    return new Desk(simulator, harnessAt(url));
  }

  async close(): Promise<void> {
    await this.harness.close();
    await this.simulator.close();
  }

  /** The same platform through a gateway with other settings. */
  async use(settings: Partial<OttuSettings>): Promise<void> {
    await this.harness.close();
    this.harness = harnessAt(this.simulator.url, settings);
  }

  control(path: string, body: unknown, method = 'POST') {
    return fetch(this.simulator.url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** How many movements of money there were, whoever was told. */
  async chargesMade(): Promise<number> {
    const answer = await fetch(`${this.simulator.url}/truth`);
    return ((await answer.json()) as { charges: unknown[] }).charges.length;
  }

  async session(over: Partial<CreateSessionRequest> = {}) {
    const request = sessionRequest({ orderNo: `r1-desk-${++this.orders}`, ...over });
    const created = await this.harness.gateway.createSession(this.harness.account, request);
    if (created.kind !== 'created') throw new Error(JSON.stringify(created));
    const { orderNo, amount } = request;
    return { ...created, expected: { orderNo, amount, sessionId: created.sessionId } };
  }

  async payOnPage(sessionId: string, number: string): Promise<void> {
    const form = { card_number: number, card_expiry: '12/34', card_cvv: '123', card_name: 'Layla Haddad' };
    const page = `${this.simulator.url}/checkout/${sessionId}/pay`;
    await fetch(page, { method: 'POST', redirect: 'manual', body: new URLSearchParams(form) });
  }

  async savedCard(number: string): Promise<CardReading> {
    const first = await this.session();
    await this.payOnPage(first.sessionId, number);
    const query = { gatewayCustomerId: 'cus-17', agreementId: 'agr-17' };
    const listed = await this.harness.gateway.listCards(this.harness.account, query);
    if (listed.kind !== 'listed' || !listed.cards[0]) throw new Error(JSON.stringify(listed));
    return listed.cards[0];
  }

  async charge(card: CardReading) {
    const renewal = await this.session({ purpose: 'charge_saved_card' });
    const { sessionId, expected } = renewal;
    const request = { sessionId, token: card.token, sendBeforeMs: Infinity, expected };
    const answer: ChargeAnswer = await this.harness.gateway.chargeToken(this.harness.account, request);
    return { ...renewal, answer };
  }
}
