import { startEmbeddedPostgres } from './embedded/index.js';
import { checkServer } from './server-check.js';

export interface DatabaseOptions {
  /** A PostgreSQL of the user's; without one the engine brings its own. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  readonly log: (line: string) => void;
}

export interface ConnectedDatabase {
  readonly url: string;
  readonly embedded: boolean;
  /** To be called last, when no connection is needed any more. Leaves a user's own server alone. */
  readonly stop: () => Promise<void>;
}

/** The database to use, known to answer. Throws {@link DatabaseStartupError} with one line for the user. */
export async function connectDatabase(options: DatabaseOptions): Promise<ConnectedDatabase> {
  const { databaseUrl, dataDir, log } = options;
  if (databaseUrl !== undefined) {
    await checkServer(databaseUrl);
    return { url: databaseUrl, embedded: false, stop: async () => undefined };
  }
  const { url, stop } = await startEmbeddedPostgres({ dataDir, log });
  return { url, embedded: true, stop };
}

export { DatabaseStartupError } from './server-check.js';
