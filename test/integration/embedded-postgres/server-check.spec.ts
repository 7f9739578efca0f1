import { randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';

import { checkServer, DatabaseStartupError } from '../../../src/platform/database/server-check.js';
import { createTestDatabase, type TestDatabase } from '../../support/template-database.js';
import { query } from './engines.js';

const role = `perennial_guest_${randomBytes(4).toString('hex')}`;
const password = 'hush/hush';

describe('a DATABASE_URL of the user', () => {
  let database: TestDatabase;
  let guest: URL;

  beforeAll(async () => {
    database = await createTestDatabase();
    await query(database.url, `CREATE ROLE ${role} LOGIN PASSWORD '${password}'`);
    guest = new URL(database.url);
    guest.username = role;
    guest.password = encodeURIComponent(password);
  });

  afterAll(async () => {
    await query(database.url, `DROP OWNED BY ${role}`);
    await database.drop();
    await query(process.env.TEST_PG_ADMIN_URL!, `DROP ROLE ${role}`);
  });

  it('passes when it works, and leaves nothing behind', async () => {
    await checkServer(database.url);
    const left = await query(
      database.url,
      `SELECT relname AS name FROM pg_class WHERE relname LIKE '%rights_check%'
       UNION SELECT nspname FROM pg_namespace WHERE nspname LIKE '%rights_check%'`,
    );
    expect(left).toEqual([]);
  });

  it.each([
    ['not a URL', 'localhost 5432', /is not a valid URL; expected postgres:\/\//],
    [
      'a password with an unescaped percent sign',
      'postgres://me:hush%hush@localhost/db',
      /is not a valid URL/,
    ],
    ['another scheme', 'mysql://me:hush@localhost/db', /does not begin with postgres:\/\//],
    ['no database', 'postgres://me:hush@localhost', /names no database/],
    ['no such host', 'postgres://me:hush@nowhere.invalid/db', /nowhere\.invalid/],
    [
      'nobody listening',
      'postgres://me:hush@127.0.0.1:1/db',
      /nothing accepts connections at 127\.0\.0\.1:1/,
    ],
  ])('is refused in one line: %s', async (_case, url, expected) => {
    await expectRefusal(url, expected);
  });

  it('is refused when the password is wrong, without repeating it', async () => {
    guest.password = 'hush%20hush';
    const line = await expectRefusal(guest.href, new RegExp(`refuses the password of user "${role}"`));
    expect(line).not.toContain('hush');
    guest.password = encodeURIComponent(password);
  });

  it('is refused when it has no password and the server wants one', async () => {
    const without = new URL(guest);
    without.password = '';
    await expectRefusal(without.href, /asks for a password of user|refuses the password/);
  });

  it('is refused when the database does not exist', async () => {
    const elsewhere = new URL(database.url);
    elsewhere.pathname = '/not_there';
    await expectRefusal(elsewhere.href, /database "not_there" does not exist at .*; create it first/);
  });

  it('is refused when its user may not create tables, or may not create schemas', async () => {
    await expectRefusal(guest.href, /may not create tables in database ".*"; make it the owner/);
    await query(database.url, `GRANT CREATE ON SCHEMA public TO ${role}`);
    await expectRefusal(guest.href, /may not create schemas in database/);
    await query(database.url, `GRANT CREATE ON DATABASE ${database.name} TO ${role}`);
    await checkServer(guest.href);
  });

  it('is refused when the database is read-only', async () => {
    const readOnly = new URL(guest);
    await query(database.url, `ALTER ROLE ${role} SET default_transaction_read_only = on`);
    await expectRefusal(readOnly.href, /is read-only/);
    await query(database.url, `ALTER ROLE ${role} RESET default_transaction_read_only`);
  });

  it('is refused when the database cannot store every script', async () => {
    const name = `${role}_latin1`;
    await query(
      database.url,
      `CREATE DATABASE ${name} TEMPLATE template0 ENCODING LATIN1 LOCALE 'C' LOCALE_PROVIDER libc`,
    );
    const latin = new URL(database.url);
    latin.pathname = `/${name}`;
    await expectRefusal(latin.href, /is encoded in LATIN1; make one in UTF8/);
    await query(database.url, `DROP DATABASE ${name}`);
  });

  it('is refused when the server is too old, or is none', async () => {
    const old = await listen((socket) => answerAsVersion(socket, '130014'));
    await expectRefusal(old.url, /runs PostgreSQL 13; Perennial needs 14 or later/);
    await close(old.server);
    const web = await listen((socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await expectRefusal(web.url, /DATABASE_URL: /);
    await close(web.server);
    const deaf = await listen((socket) => socket.destroy());
    await expectRefusal(deaf.url, /closed the connection; is it a PostgreSQL server/);
    await close(deaf.server);
  });
});

async function expectRefusal(url: string, expected: RegExp): Promise<string> {
  const error: unknown = await checkServer(url).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DatabaseStartupError);
  const { message } = error as Error;
  expect(message).toMatch(expected);
  expect(message).toMatch(/^DATABASE_URL/);
  expect(message).not.toMatch(/\n|hush/);
  return message;
}

async function listen(onSocket: (socket: Socket) => void): Promise<{ server: Server; url: string }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, url: `postgres://me:hush@127.0.0.1:${address.port}/db` };
}

function close(server: Server): Promise<unknown> {
  return new Promise((resolve) => server.close(resolve));
}

/** Just enough of the protocol to let somebody in and answer every query with the same value. */
function answerAsVersion(socket: Socket, version: string): void {
  const ready = message('Z', Buffer.from('I'));
  socket.once('data', () => {
    socket.write(Buffer.concat([message('R', Buffer.alloc(4)), ready]));
    socket.on('data', (query) => {
      if (query.toString('latin1', 0, 1) !== 'Q') return socket.end();
      const column = Buffer.from(
        'server_version_num\0\0\0\0\0\0\0\0\0\0\x19\xff\xff\xff\xff\xff\xff\0\0',
        'latin1',
      );
      const length = Buffer.alloc(4);
      length.writeInt32BE(version.length);
      const row = Buffer.concat([Buffer.from([0, 1]), length, Buffer.from(version)]);
      const parts = [message('T', Buffer.concat([Buffer.from([0, 1]), column])), message('D', row)];
      socket.write(Buffer.concat([...parts, message('C', Buffer.from('SHOW\0')), ready]));
    });
  });
}

function message(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}
