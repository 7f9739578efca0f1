import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { registerPgTypes } from './pg-types.js';
import { SnakeNaming } from './snake-naming.js';

export interface DataSourceSettings {
  url: string;
  entities: NonNullable<DataSourceOptions['entities']>;
  migrations: NonNullable<DataSourceOptions['migrations']>;
  poolSize: number;
  applicationName: string;
}

/**
 * A connection that can be cut at any moment without ending the process. The pool takes its listener off when it
 * hands a connection out, and the ORM puts its own on a moment later: a server that ends the connection in between
 * (the end of its greeting and its farewell in one packet) would raise an error that nobody hears.
 */
class HeardClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

export function createDataSource(settings: DataSourceSettings): DataSource {
  return new DataSource(dataSourceOptions(settings));
}

export function dataSourceOptions(settings: DataSourceSettings): DataSourceOptions {
  registerPgTypes();
  return {
    type: 'postgres',
    url: settings.url,
    entities: settings.entities,
    migrations: settings.migrations,
    migrationsTransactionMode: 'each',
    namingStrategy: new SnakeNaming(),
    synchronize: false,
    logging: false,
    poolSize: settings.poolSize,
    applicationName: settings.applicationName,
    extra: {
      Client: HeardClient,
      // A process that stops inside a transaction must not hold its locks for ever.
      idle_in_transaction_session_timeout: 30_000,
      statement_timeout: 60_000,
      connectionTimeoutMillis: 10_000,
      // PostgreSQL's default is for spinning disks: by it, joining fifty rows to a table by key is done by reading
      // the table, up to some ten thousand rows, for each batch.
      options: '-c random_page_cost=1.1',
    },
  };
}
