import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

type When = 'before the server sees it' | 'after the server has done it';

/**
 * A wire between the engine and PostgreSQL that can be cut at a COMMIT. It reads just enough of the protocol
 * to find one: a simple query is 'Q', a length of four bytes, and the text with a zero at its end.
 */
export class CuttingProxy {
  /** How many connections were cut. */
  cuts = 0;
  private armed: { when: When; after: string; others: string[]; passed: WeakSet<Socket> } | null = null;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async before(databaseUrl: string): Promise<CuttingProxy> {
    const target = new URL(databaseUrl);
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const through = new URL(databaseUrl);
    through.hostname = '127.0.0.1';
    through.port = String((server.address() as { port: number }).port);
    const proxy = new CuttingProxy(server, through.href);
    server.on('connection', (client) => proxy.join(client, target));
    return proxy;
  }

  /** Cuts the next connection that commits after it has sent the text `after`; then in the same way by the others. */
  arm(when: When, after = '', ...others: string[]): void {
    this.armed = { when, after, others, passed: new WeakSet() };
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket, target: URL): void {
    const server = connect(Number(target.port), target.hostname);
    const end = () => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.on('error', end).on('close', end);
    }
    let cutAtAnswer = false;
    client.on('data', (chunk) => {
      const when = this.cutNow(client, chunk);
      if (when === 'before the server sees it') return end();
      cutAtAnswer = when !== null;
      server.write(chunk);
    });
    server.on('data', (chunk) => (cutAtAnswer ? end() : client.write(chunk)));
  }

  private cutNow(client: Socket, chunk: Buffer): When | null {
    if (!this.armed) return null;
    const { when, after, others, passed } = this.armed;
    if (chunk.includes(after)) passed.add(client);
    if (!passed.has(client) || !chunk.includes('COMMIT\0')) return null;
    this.armed = null;
    if (others.length > 0) this.arm(when, ...others);
    this.cuts++;
    return when;
  }
}
