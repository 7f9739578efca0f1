import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Said {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

/** What is said instead of the truth; the request itself has reached the platform and done its work. */
export type Lie = (truth: Record<string, unknown>) => Said;

/** Stands before a simulated platform and tells some customers' merchants something else than what it said. */
export class LyingPlatform {
  private readonly lies = new Map<string, Lie>();
  private readonly customers = new Map<string, string>();
  /** Paths that were asked for although nobody could have meant them. */
  readonly strange: string[] = [];

  private constructor(
    private readonly server: Server,
    private readonly platform: string,
  ) {}

  static async inFrontOf(platform: string): Promise<LyingPlatform> {
    const server = createServer();
    const liar = new LyingPlatform(server, platform);
    server.on('request', (request, response) => {
      // Where the platform hangs up, so does this.
      liar.handle(request, response).catch(() => request.socket.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return liar;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on to whatever is asked there about the customer. */
  tell(customer: string, endpoint: 'charge' | 'look', lie: Lie): void {
    this.lies.set(`${endpoint} ${customer}`, lie);
  }

  beHonest(): void {
    this.lies.clear();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const path = request.url ?? '/';
    if (path.startsWith('/elsewhere')) this.strange.push(path);
    const answer = await fetch(this.platform + path, {
      method: request.method,
      headers: { authorization: request.headers.authorization ?? '', 'content-type': 'application/json' },
      redirect: 'manual',
      ...(body.length > 0 && { body }),
    });
    const text = await answer.text();
    const said = this.said(request.method ?? '', path, body.toString(), text);
    const { status, headers, body: told } = said ?? { status: answer.status, headers: {}, body: text };
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(told);
  }

  private said(method: string, path: string, asked: string, truth: string): Said | null {
    const request = asked === '' ? {} : (JSON.parse(asked) as Record<string, string>);
    const answer = truth.startsWith('{') ? (JSON.parse(truth) as Record<string, unknown>) : {};
    if (method === 'POST' && path.endsWith('/pymt-txn/')) {
      this.customers.set(String(answer.session_id), request.customer_id ?? '');
      return null;
    }
    const session = request.session_id ?? /\/pymt-txn\/([^/]+)\//.exec(path)?.[1] ?? '';
    const endpoint = path.includes('auto-debit') ? 'charge' : method === 'GET' ? 'look' : 'other';
    return this.lies.get(`${endpoint} ${this.customers.get(session)}`)?.(answer) ?? null;
  }
}
