import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Chance } from '../support/chance.js';
import type { Tally } from './tally.js';

/** The simple query `COMMIT`, as the driver of PostgreSQL sends it: alone, for it waits for the answer. */
const COMMIT = Buffer.from('Q\0\0\0\x0bCOMMIT\0', 'latin1');

/**
 * Stands between engine and database and, now and then, cuts the line at the one moment that hurts: when
 * COMMIT is on its way. Before the server has it nothing was committed, after it everything was, and the
 * engine sees the same broken connection.
 */
export class CommitCutter {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  /** Of all commits. */
  probability = 0;

  private constructor(
    private readonly portOfServer: () => number,
    private readonly chance: Chance,
    private readonly cuts: Tally,
  ) {
    this.server = createServer((client) => this.join(client));
  }

  static async start(portOfServer: () => number, chance: Chance, cuts: Tally): Promise<CommitCutter> {
    const cutter = new CommitCutter(portOfServer, chance, cuts);
    cutter.server.listen(0, '127.0.0.1');
    await once(cutter.server, 'listening');
    return cutter;
  }

  get port(): number {
    return (this.server.address() as { port: number }).port;
  }

  async stop(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    const server = connect({ port: this.portOfServer(), host: '127.0.0.1' });
    const both = [client, server];
    const cut = () => both.forEach((socket) => socket.destroy());
    for (const socket of both) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', cut);
      socket.on('close', () => {
        this.sockets.delete(socket);
        cut();
      });
    }
    let answerIsCut = false;
    client.on('data', (bytes: Buffer) => {
      if (bytes.equals(COMMIT) && this.chance.happens(this.probability)) {
        if (this.chance.happens(0.3)) return this.count('before', cut);
        answerIsCut = true;
      }
      server.write(bytes);
    });
    server.on('data', (bytes: Buffer) => {
      if (answerIsCut) return this.count('after', cut);
      client.write(bytes);
    });
  }

  private count(when: string, cut: () => void): void {
    this.cuts.add(`${when} the commit`);
    cut();
  }
}
