import { DataSource } from 'typeorm';

import { entities } from '../../../src/entities.js';
import { createDataSource } from '../../../src/platform/database/data-source.js';
import { createTestDatabase, type TestDatabase } from '../../support/template-database.js';

interface Column {
  table: string;
  column: string;
  type: string;
  nullable: boolean;
}

/** Kept by the migrations themselves; no row of ours. */
/** TypeORM's own, and what only processes of an older version read. */
const NOT_OURS = ['migrations', 'manual_cases'];
/** A merchant is not part of a merchant, nor is the database. */
const ABOVE_MERCHANTS = ['merchants', 'database_epochs'];

describe('entities and migrated schema', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let inDatabase: Column[];
  let inEntities: Column[];

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = createDataSource({
      url: database.url,
      entities,
      migrations: [],
      poolSize: 1,
      applicationName: 'schema-drift',
    });
    await dataSource.initialize();
    inDatabase = (await columnsOfDatabase()).filter(({ table }) => !NOT_OURS.includes(table));
    inEntities = columnsOfEntities();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  function columnsOfDatabase(): Promise<Column[]> {
    return dataSource.query(
      `SELECT c.table_name AS table, c.column_name AS column, c.is_nullable = 'YES' AS nullable,
         CASE WHEN c.data_type = 'ARRAY' THEN replace(substr(c.udt_name, 2), 'int4', 'integer') || '[]' ELSE c.data_type END AS type
       FROM information_schema.columns c
       JOIN information_schema.tables t USING (table_schema, table_name)
       WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'`,
    );
  }

  function columnsOfEntities(): Column[] {
    return dataSource.entityMetadatas.flatMap((entity) =>
      entity.columns.map((column) => ({
        table: entity.tableName,
        column: column.databaseName,
        type: postgresName(dataSource.driver.normalizeType(column), column.isArray),
        nullable: column.isNullable,
      })),
    );
  }

  /** What information_schema calls the types that we use. */
  function postgresName(type: string, isArray: boolean): string {
    // Of an array's elements it tells the short name.
    if (isArray) return `${type === 'timestamp with time zone' ? 'timestamptz' : type}[]`;
    const long: Record<string, string> = {
      timestamptz: 'timestamp with time zone',
      time: 'time without time zone',
    };
    return long[type] ?? type;
  }

  const tables = (columns: Column[]) => [...new Set(columns.map(({ table }) => table))].sort();

  it('know the same tables, and each table has one entity', () => {
    expect(tables(inDatabase).length).toBeGreaterThan(20);
    expect(tables(inEntities)).toEqual(tables(inDatabase));
    const names = dataSource.entityMetadatas.map(({ tableName }) => tableName);
    expect(new Set(names).size).toBe(names.length);
  });

  it('agree on every column, its type and whether it may be missing', () => {
    const told = ({ table, column, type, nullable }: Column) =>
      `${table}.${column} ${type}${nullable ? ' null' : ''}`;
    expect(inEntities.map(told).sort()).toEqual(inDatabase.map(told).sort());
  });

  it('agree on the primary keys, and every one begins with the merchant', async () => {
    const rows = await dataSource.query<{ table: string; columns: string[] }[]>(
      `SELECT i.indrelid::regclass::text AS table,
         (SELECT array_agg(a.attname::text ORDER BY k.position)
          FROM unnest(i.indkey) WITH ORDINALITY k (attnum, position)
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum) AS columns
       FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE i.indisprimary AND n.nspname = 'public'`,
    );
    const ours = rows.filter(({ table }) => !NOT_OURS.includes(table));
    expect(ours.map(({ table }) => table).sort()).toEqual(tables(inDatabase));
    for (const { table, columns } of ours) {
      const entity = dataSource.entityMetadatas.find(({ tableName }) => tableName === table)!;
      expect([table, entity.primaryColumns.map(({ databaseName }) => databaseName).sort()]).toEqual([
        table,
        [...columns].sort(),
      ]);
      expect([table, columns[0]]).toEqual([table, ABOVE_MERCHANTS.includes(table) ? 'id' : 'merchant_id']);
    }
  });

  it('bind every reference to another table to the same merchant', async () => {
    const rows = await dataSource.query<{ name: string; target: string; columns: string[] }[]>(
      `SELECT f.conname AS name, f.confrelid::regclass::text AS target,
         (SELECT array_agg(a.attname::text ORDER BY k.position)
          FROM unnest(f.conkey) WITH ORDINALITY k (attnum, position)
          JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.attnum) AS columns
       FROM pg_constraint f WHERE f.contype = 'f'`,
    );
    expect(rows.length).toBeGreaterThan(20);
    const loose = rows.filter(
      ({ target, columns }) => columns[0] !== 'merchant_id' || (target !== 'merchants' && columns.length < 2),
    );
    expect(loose).toEqual([]);
  });
});
