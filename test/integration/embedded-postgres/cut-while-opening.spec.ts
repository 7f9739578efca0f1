import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

import { runMigrations } from '../../../src/platform/database/migrate.js';
import { createTestDatabase, type TestDatabase } from '../../support/template-database.js';

/** What PostgreSQL says to a connection that an administrator ends. */
const TERMINATED = errorResponse('SFATAL', 'VFATAL', 'C57P01', 'Mterminating connection'); // prettier-ignore

function errorResponse(...fields: string[]): Buffer {
  const body = Buffer.from(`${fields.join('\0')}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** Stands between engine and database, and ends a connection as the database is ready for its next statement. */
class Cutter {
  private readonly sockets = new Set<Socket>();
  cutAt = 0;

  private constructor(private readonly server: Server) {}

  static async before(url: URL): Promise<Cutter> {
    const server = createServer((client) => cutter.stand(client, connect(Number(url.port), url.hostname)));
    const cutter = new Cutter(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    return cutter;
  }

  get port(): string {
    return String((this.server.address() as AddressInfo).port);
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private stand(client: Socket, database: Socket): void {
    let [waiting, ready] = [Buffer.alloc(0), 0];
    for (const socket of [client, database]) this.sockets.add(socket.on('error', () => undefined));
    client.pipe(database);
    client.on('close', () => database.destroy());
    database.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      for (let size = sizeOf(waiting); size !== null; size = sizeOf(waiting)) {
        const message = waiting.subarray(0, size);
        waiting = waiting.subarray(size);
        const isReady = message.toString('latin1', 0, 1) === 'Z';
        if (!isReady || ++ready !== this.cutAt) {
          client.write(message);
          continue;
        }
        client.end(Buffer.concat([message, TERMINATED]));
        return database.destroy();
      }
    });
  }
}

/** Of the first message, once it is there whole. */
function sizeOf(bytes: Buffer): number | null {
  if (bytes.length < 5) return null;
  const size = bytes.readInt32BE(1) + 1;
  return bytes.length >= size ? size : null;
}

describe('a start whose connection the database ends', () => {
  let database: TestDatabase;
  let cutter: Cutter;
  let through: URL;

  beforeAll(async () => {
    database = await createTestDatabase();
    cutter = await Cutter.before(new URL(database.url));
    through = new URL(database.url);
    [through.hostname, through.port] = ['127.0.0.1', cutter.port];
  });
  afterAll(async () => {
    await cutter.close();
    await database.drop();
  });

  it.each([1, 2])('says so in a line, also as it is ready for statement %i', async (statement) => {
    cutter.cutAt = statement;
    await expect(runMigrations(through.href)).rejects.toThrow(/database|terminat|connection/i);
  });

  it('goes through when nothing is cut', async () => {
    cutter.cutAt = 0;
    await expect(runMigrations(through.href)).resolves.toEqual([]);
  });
});
