import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import { createDataSource } from '../../../src/platform/database/data-source.js';
import { type Columns, readTogether } from '../../../src/platform/database/read-together.js';
import { selectRows, selectWhere } from '../../../src/platform/database/select-rows.js';
import { createTestDatabase, type TestDatabase } from '../../support/template-database.js';

/** A column of every type that an entity may have; and every one of them null. */
@Entity('kinds')
class Kind {
  @PrimaryColumn('bigint')
  id: bigint;

  @Column('bigint', { nullable: true })
  amountMinor: bigint | null;

  @Column('numeric', { precision: 21, scale: 9, nullable: true })
  fine: string | null;

  @Column('timestamptz', { nullable: true })
  at: Date | null;

  @Column('date', { nullable: true })
  day: string | null;

  @Column('time', { nullable: true })
  hour: string | null;

  @Column('jsonb', { nullable: true })
  tiers: unknown;

  @Column('text', { array: true, nullable: true })
  tags: string[] | null;

  @Column('boolean', { nullable: true })
  active: boolean | null;

  @Column('integer', { nullable: true })
  count: number | null;

  @Column('uuid', { nullable: true })
  owner: string | null;
}

@Entity('secrets')
class Secret {
  @PrimaryColumn('bigint')
  id: bigint;

  @Column('bytea')
  box: Buffer;
}

describe('reads that are made together', () => {
  let database: TestDatabase;
  let db: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    const settings = { entities: [Kind, Secret], migrations: [], poolSize: 1, applicationName: 'together' };
    db = await createDataSource({ url: database.url, ...settings }).initialize();
    await db.query(
      `CREATE TABLE kinds (id bigint PRIMARY KEY, amount_minor bigint, fine numeric(21, 9), at timestamptz, day date,
         hour time, tiers jsonb, tags text[], active boolean, count integer, owner uuid)`,
    );
    await db.query(
      `INSERT INTO kinds VALUES
         (1, 9007199254740993, 0.000000001, '2026-10-29 23:59:59.123456+03', '2026-02-28', '06:00:00',
           '{"up_to": "9007199254740993", "n": [1, null, "a"]}', '{a,"b,c"}', false, -1, gen_random_uuid()),
         (2, -9223372036854775808, 123456789012.100000000, '1999-12-31 23:59:59.999+00', '2027-01-01', '23:30:00.5',
           '[]', '{}', true, 2147483647, gen_random_uuid()),
         (9007199254740993, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`,
    );
  });
  afterAll(async () => {
    await db.destroy();
    await database.drop();
  });

  const sums: Columns<{ total: bigint; latest: Date | null; n: number }> = {
    total: 'bigint',
    latest: 'date',
    n: 'plain',
  };

  it('give the rows, in the order and with the types that statements of their own give', async () => {
    const together = await readTogether(db.manager, {
      down: { entity: Kind, tail: 'ORDER BY t.id DESC', values: [] },
      some: { entity: Kind, tail: 'WHERE t.id > $1 AND t.id < $2', values: [1n, 3n] },
      none: { entity: Kind, tail: 'WHERE t.id = $1', values: [77n] },
      sums: {
        query: `SELECT sum(amount_minor)::bigint AS total, max(at) AS latest, count(*)::integer AS n FROM kinds WHERE id <= $1`,
        values: [1n],
        columns: sums,
      },
    });
    const down = await selectRows(db.manager, Kind, 'ORDER BY t.id DESC', []);
    expect(together.down).toEqual(down);
    expect(together.down.map(({ id }) => id)).toEqual([9007199254740993n, 2n, 1n]);
    expect(together.down[0]).toBeInstanceOf(Kind);
    expect(together.some).toEqual(down.slice(1, 2));
    expect(together.none).toEqual([]);
    expect(together.sums).toEqual([
      { total: 9007199254740993n, latest: new Date('2026-10-29T20:59:59.123Z'), n: 1 },
    ]);
  });

  it('and planned statements go on after a migration has added a column', async () => {
    const part = { entity: Kind, tail: 'WHERE t.id = $1', values: [1n] };
    const before = await readTogether(db.manager, { part });
    await selectWhere(db.manager, Kind, { id: 1n });
    await db.query('ALTER TABLE kinds ADD COLUMN fresh text');
    expect(await readTogether(db.manager, { part })).toEqual(before);
    expect(await selectWhere(db.manager, Kind, { id: 1n })).toEqual(before.part);
  });

  it('refuse a column that would not come through', async () => {
    const secrets = { entity: Secret, tail: '', values: [] };
    await expect(readTogether(db.manager, { secrets })).rejects.toThrow('A column like box (bytea)');
  });
});
