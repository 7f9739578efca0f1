/**
 * As much of an engine as the embedded PostgreSQL sees, in a process that the tests can kill:
 * `node engine-process.js <data directory>`. Prints one line of JSON, stops on SIGTERM and SIGINT.
 */
import {
  EmbeddedPostgresError,
  startEmbeddedPostgres,
} from '../../../src/platform/database/embedded/index.js';

const dataDir = process.argv[2] ?? '';
try {
  const { url, port, attached, stop } = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  const end = () => void stop().then(() => process.exit(0));
  process.on('SIGTERM', end);
  // A moment of work before the end, in which the database must still be there.
  process.on('SIGINT', () => setTimeout(end, 500));
  setInterval(() => undefined, 60_000);
  process.stdout.write(`${JSON.stringify({ url, port, attached })}\n`);
} catch (error) {
  const expected = error instanceof EmbeddedPostgresError;
  process.stdout.write(`${JSON.stringify({ error: expected ? error.message : String(error), expected })}\n`);
  process.exit(1);
}
