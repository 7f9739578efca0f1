import type { Settings } from '../config/settings.js';
import { type ConnectedDatabase, connectDatabase } from './connect.js';

/** The database that the settings name, or the one that comes with the engine. */
export function openDatabase(settings: Settings, log: (line: string) => void): Promise<ConnectedDatabase> {
  return connectDatabase({ databaseUrl: settings.DATABASE_URL, dataDir: settings.dataDir, log });
}
