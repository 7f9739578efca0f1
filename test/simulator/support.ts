import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/index.js';
import { waitFor } from '../support/wait.js';

/** What came over the wire; a test says what it expects of it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Loose = any;

export interface Answer {
  status: number;
  body: Loose;
  headers: Headers;
}

export const KEY = { authorization: 'Api-Key sim_ottu_api_key' };

/** A client of one running simulator, with the few steps that most stories share. */
export class Desk {
  constructor(
    readonly simulator: Simulator,
    readonly url: string,
  ) {}

  static async open(options: SimulatorOptions = {}): Promise<Desk> {
    const simulator = await createSimulator({
      seed: 'test',
      startTime: '2026-01-31T09:00:00Z',
      frozen: true,
      ...options,
    });
    return new Desk(simulator, await simulator.listen(0));
  }

  close(): Promise<void> {
    return this.simulator.close();
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = KEY,
  ): Promise<Answer> {
    const answer = await fetch(this.url + path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    let parsed: unknown = text;
    try {
      parsed = text === '' ? null : JSON.parse(text);
    } catch {
      // Some answers are not JSON: pages, reports, broken bodies.
    }
    return { status: answer.status, body: parsed, headers: answer.headers };
  }

  post = (path: string, body: unknown, headers?: Record<string, string>) =>
    this.send('POST', path, body, headers);
  get = (path: string, headers?: Record<string, string>) => this.send('GET', path, undefined, headers);
  settings = (settings: object) => this.send('PUT', '/control/merchant', settings);
  advance = (seconds: number) => this.post('/control/clock', { advance_seconds: seconds });
  fault = (fault: object) => this.post('/control/faults', fault);
  truth = async (query = '') => (await this.get(`/truth${query}`)).body;

  create = (more: object = {}) => this.post('/b/checkout/v1/pymt-txn/', { ...autoDebitRequest(), ...more });

  async session(more: object = {}): Promise<Loose> {
    const { status, body } = await this.create(more);
    if (status !== 201) throw new Error(`create answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  /** The payer enters a card on the hosted page. */
  async pay(
    sessionId: string,
    number = '4111111111111111',
    more: Record<string, string> = {},
  ): Promise<Answer> {
    const form = {
      card_number: number,
      card_expiry: '12/34',
      card_cvv: '123',
      card_name: 'Noura Al-Sabah',
      ...more,
    };
    const answer = await fetch(`${this.url}/checkout/${sessionId}/pay`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(form),
    });
    return { status: answer.status, body: await answer.text(), headers: answer.headers };
  }

  page = (sessionId: string, lang = 'en') => this.get(`/checkout/${sessionId}?lang=${lang}`);

  /** A call that nobody waits for has come as far as this. */
  until = (sessionId: string, state: string) =>
    waitFor(`the session to be ${state}`, () => this.state(sessionId), (seen) => seen === state); // prettier-ignore

  state = async (sessionId: string): Promise<string> =>
    (await this.get(`/b/checkout/v1/pymt-txn/${sessionId}/`)).body.state;

  /** A first payment by the card holder; answers the token of the saved card. */
  async firstPayment(number?: string, more: object = {}, form?: Record<string, string>): Promise<string> {
    const session = await this.session(more);
    await this.pay(session.session_id, number, form);
    const { customer_id, agreement } = { ...autoDebitRequest(), ...more } as Loose;
    const cards = await this.post('/b/pbl/v2/card/', {
      type: 'sandbox',
      customer_id,
      agreement_id: agreement?.id,
    });
    return cards.body[0]?.token;
  }

  autoDebit = (sessionId: string, token: string) =>
    this.post('/b/pbl/v2/payment/auto-debit/', { session_id: sessionId, token });

  /** A later charge of the saved card, in both its steps. */
  async charge(token: string, more: object = {}): Promise<Answer & { session_id: string }> {
    const session = await this.session(more);
    return { ...(await this.autoDebit(session.session_id, token)), session_id: session.session_id };
  }
}

export function agreement(more: object = {}) {
  return {
    id: 'A1',
    type: 'recurring',
    frequency: 'monthly',
    amount_variability: 'variable',
    start_date: '31/01/2026',
    expiry_date: '31/12/2027',
    cycle_interval_days: 28,
    total_cycles: 24,
    ...more,
  };
}

let orders = 0;
export function autoDebitRequest() {
  return {
    type: 'e_commerce',
    amount: '9.500',
    currency_code: 'KWD',
    pg_codes: ['credit-card'],
    payment_type: 'auto_debit',
    customer_id: 'cust_1',
    order_no: `order-${++orders}`,
    agreement: agreement(),
  };
}

export interface Received {
  body: Loose;
  headers: IncomingMessage['headers'];
}

/** A shop that receives webhooks and answers what it is told to. */
export class Shop {
  readonly received: Received[] = [];
  status = 200;
  /** Answers nothing when true. */
  silent = false;

  private constructor(private readonly server: Server) {}

  static async open(): Promise<Shop> {
    const shop: Shop = new Shop(
      createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          shop.received.push({
            body: JSON.parse(Buffer.concat(chunks).toString()),
            headers: request.headers,
          });
          if (!shop.silent) response.writeHead(shop.status).end();
        });
      }),
    );
    await new Promise<void>((done) => shop.server.listen(0, '127.0.0.1', done));
    return shop;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  async until(count: number): Promise<void> {
    await waitFor(`${count} webhooks`, () => this.received.length, (came) => came >= count); // prettier-ignore
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(() => done()));
  }
}
