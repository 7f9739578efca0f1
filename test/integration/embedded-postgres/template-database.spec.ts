import pg from 'pg';

import { createTestDatabase } from '../../support/template-database.js';

describe('the databases of the tests', () => {
  it('are migrated copies which know nothing of each other', async () => {
    const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    const connections = [new pg.Client(one.url), new pg.Client(other.url)];
    const [a, b] = connections as [pg.Client, pg.Client];
    await Promise.all(connections.map((client) => client.connect()));
    try {
      await a.query('CREATE TABLE only_here (id integer)');
      const seen = await b.query(
        `SELECT to_regclass('only_here') AS it, to_regclass('migrations') AS history`,
      );
      expect(seen.rows).toEqual([{ it: null, history: 'migrations' }]);
    } finally {
      await Promise.all(connections.map((client) => client.end()));
      await Promise.all([one.drop(), other.drop()]);
    }
  });
});
