/**
 * As much of an engine as the embedded PostgreSQL sees, in a process that the tests can kill:
 * `node engine-process.js <data directory>`. Prints one line of JSON, stops on SIGTERM and SIGINT.
 */
import {
  EmbeddedPostgresError,
  startEmbeddedPostgres,
} from '../../../src/platform/database/embedded/index.js';

const dataDir = process.argv[2] ?? '';
// Whoever reads this may be killed first; its pipe then breaks, and the server must still be stopped.
process.stdout.on('error', () => undefined);
try {
  const { url, port, attached, stop } = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  const end = () => void stop().then(() => process.exit(0));
  process.on('SIGTERM', end);
  // A moment of work before the end, in which the database must still be there.
  process.on('SIGINT', () => setTimeout(end, 500));
  // The tests themselves were killed: leave no server behind on their behalf.
  process.stdin.resume().on('end', end);
  process.stdout.write(`${JSON.stringify({ url, port, attached })}\n`);
} catch (error) {
  const expected = error instanceof EmbeddedPostgresError;
  process.stdout.write(`${JSON.stringify({ error: expected ? error.message : String(error), expected })}\n`);
  process.exit(1);
}
