import { setTimeout as sleep } from 'node:timers/promises';

import pg from 'pg';

/** The database could not be used; `message` is one line that says what to change. */
export class DatabaseStartupError extends Error {
  override readonly name: string = 'DatabaseStartupError';
}

const OLDEST_SUPPORTED = 14;
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Tries a DATABASE_URL that a user gave us, before anything else touches it, so that each common mistake ends
 * in one line instead of a stack trace from deep inside the migrations. Throws {@link DatabaseStartupError}.
 */
export async function checkServer(url: string): Promise<void> {
  const target = readUrl(url);
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: CONNECT_TIMEOUT_MS,
  });
  // A server that drops us mid-check would otherwise end the process through an unhandled 'error' event.
  client.on('error', () => undefined);
  try {
    await client.connect().catch((error: unknown) => {
      throw explainConnect(error, target);
    });
    await checkVersion(client, target);
    await checkEncoding(client, target);
    await checkRights(client, target);
  } catch (error) {
    if (error instanceof DatabaseStartupError) throw error;
    throw new DatabaseStartupError(`DATABASE_URL: ${target.hide(messageOf(error))}`);
  } finally {
    // What is no PostgreSQL at all may keep a connection open that we have taken leave of.
    await Promise.race([client.end().catch(() => undefined), sleep(1_000, undefined, { ref: false })]);
  }
}

interface Target {
  readonly server: string;
  readonly host: string;
  readonly database: string;
  readonly user: string;
  /** Takes the password out of a text that somebody else wrote. */
  hide(text: string): string;
}

function readUrl(url: string): Target {
  // The URL itself is never quoted back: one with a typing error may hold its password anywhere.
  const shape = 'expected postgres://user:password@host:5432/database';
  let parsed: URL;
  try {
    parsed = new URL(url);
    decodeURIComponent(parsed.username + parsed.password + parsed.pathname);
  } catch {
    throw new DatabaseStartupError(
      `DATABASE_URL is not a valid URL; ${shape} (a special character in the password is written as %XX).`,
    );
  }
  if (parsed.protocol !== 'postgres:' && parsed.protocol !== 'postgresql:') {
    throw new DatabaseStartupError(
      `DATABASE_URL does not begin with postgres:// or postgresql://; ${shape}.`,
    );
  }
  const database = decodeURIComponent(parsed.pathname.slice(1));
  if (database === '') throw new DatabaseStartupError(`DATABASE_URL names no database; ${shape}.`);
  const host = parsed.hostname || parsed.searchParams.get('host') || 'localhost';
  return {
    host,
    server: `${host}:${parsed.port || '5432'}`,
    database,
    user: decodeURIComponent(parsed.username),
    hide: (text) => hidePassword(text, parsed.password),
  };
}

function hidePassword(text: string, encoded: string): string {
  const oneLine = text.replace(/\s+/g, ' ').trim();
  if (encoded === '') return oneLine;
  return oneLine.replaceAll(decodeURIComponent(encoded), '***').replaceAll(encoded, '***');
}

function explainConnect(error: unknown, target: Target): DatabaseStartupError {
  const { server, host, database, user } = target;
  const known: Record<string, string> = {
    ENOTFOUND: `there is no host named "${host}".`,
    EAI_AGAIN: `the host name "${host}" could not be looked up.`,
    ECONNREFUSED: `nothing accepts connections at ${server}; is PostgreSQL running there?`,
    ETIMEDOUT: `${server} does not answer.`,
    EHOSTUNREACH: `${server} cannot be reached from this machine.`,
    ENETUNREACH: `${server} cannot be reached from this machine.`,
    ENOENT: `there is no PostgreSQL socket at ${host}.`,
    '28P01': `${server} refuses the password of user "${user}".`,
    '28000': `${server} does not let user "${user}" in: ${target.hide(messageOf(error))}.`,
    '3D000': `database "${database}" does not exist at ${server}; create it first.`,
    '42501': `user "${user}" may not connect to database "${database}".`,
    '53300': `${server} has no connection left for user "${user}".`,
    '57P03': `${server} is starting up or shutting down; try again in a moment.`,
  };
  const reason = known[codeOf(error)] ?? explainByText(target.hide(messageOf(error)), target);
  return new DatabaseStartupError(`DATABASE_URL: ${reason}`);
}

function explainByText(text: string, { server, user }: Target): string {
  if (/client password must be a (non-empty )?string/i.test(text)) {
    return `${server} asks for a password of user "${user}", and the URL has none.`;
  }
  if (/timeout expired|connection timeout/i.test(text)) return `${server} does not answer.`;
  if (/certificate|self.signed|altnames/i.test(text)) {
    return `the TLS certificate of ${server} is not trusted (${text}); see NODE_EXTRA_CA_CERTS or sslmode.`;
  }
  if (/terminated unexpectedly|ECONNRESET/i.test(text)) {
    return `${server} closed the connection; is it a PostgreSQL server?`;
  }
  return `cannot connect to ${server}: ${text}`;
}

async function checkVersion(client: pg.Client, { server }: Target): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num');
  const major = Math.floor(Number(rows[0]?.server_version_num) / 10_000);
  if (major >= OLDEST_SUPPORTED) return;
  throw new DatabaseStartupError(
    `DATABASE_URL: ${server} runs PostgreSQL ${major}; Perennial needs ${OLDEST_SUPPORTED} or later.`,
  );
}

async function checkEncoding(client: pg.Client, { database }: Target): Promise<void> {
  const { rows } = await client.query<{ server_encoding: string }>('SHOW server_encoding');
  const encoding = rows[0]?.server_encoding;
  if (encoding === 'UTF8') return;
  // Found late, this is a customer whose Arabic name cannot be stored.
  throw new DatabaseStartupError(
    `DATABASE_URL: database "${database}" is encoded in ${encoding}; make one in UTF8.`,
  );
}

/** Really makes a schema and a table, and takes them back: privilege functions do not know a read-only standby. */
async function checkRights(client: pg.Client, { database, user }: Target): Promise<void> {
  for (const [what, sql] of [
    ['tables', 'CREATE TABLE perennial_rights_check (id integer)'],
    ['schemas', 'CREATE SCHEMA perennial_rights_check'],
  ] as const) {
    try {
      await client.query('BEGIN');
      await client.query(sql);
    } catch (error) {
      throw new DatabaseStartupError(`DATABASE_URL: ${explainRights(error, what, database, user)}`);
    } finally {
      await client.query('ROLLBACK').catch(() => undefined);
    }
  }
}

function explainRights(error: unknown, what: string, database: string, user: string): string {
  switch (codeOf(error)) {
    case '42501':
      return `user "${user}" may not create ${what} in database "${database}"; make it the owner of the database.`;
    case '3F000':
      return `database "${database}" has no schema to create tables in (search_path of user "${user}").`;
    case '25006':
      return `database "${database}" is read-only (a standby?); name the primary server.`;
    default:
      return `user "${user}" cannot create ${what} in database "${database}": ${messageOf(error)}`;
  }
}

function codeOf(error: unknown): string {
  // A host with several addresses fails with one AggregateError; its parts tell the same story.
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
