import pg from 'pg';

import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import { LawBook } from './support/law-book.js';

/** What the database itself refuses of a dunning policy, whatever the program above it believes. */
describe('the database refuses a dunning policy', () => {
  let engine: InProcessEngine;
  let world: World;
  let db: pg.Client;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    db = new pg.Client({ connectionString: engine.databaseUrl });
    await db.connect();
  });
  afterAll(async () => {
    await db.end();
    await world.end();
    await engine.stop();
  });
  beforeEach(async () => {
    await db.query('BEGIN');
    await can(policy(true));
  });
  afterEach(() => db.query('ROLLBACK'));

  const laws = new LawBook(() => db);
  const can = (sql: string) => laws.can(sql);
  const cannot = (sql: string, law: string | RegExp) => laws.cannot(sql, law);

  const policy = (isDefault: boolean) =>
    `INSERT INTO dunning_policies (merchant_id, public_id, name, is_default, version, created_at, updated_at)
     SELECT id, 'dun_' || gen_random_uuid(), 'Law', ${isDefault}, 1, now(), now() FROM merchants
     ORDER BY id DESC LIMIT 1`;

  const terms = (changes: Record<string, string> = {}) => {
    const columns: Record<string, string> = {
      merchant_id: '(SELECT max(merchant_id) FROM dunning_policies)',
      policy_id: '(SELECT max(id) FROM dunning_policies)',
      version: '2',
      retry_days: `'{1,3}'`,
      grace_days: '5',
      final_day: '10',
      final_action: `'cancel'`,
      business_days_only: 'true',
      mails: `'{}'`,
      created_at: 'now()',
      ...changes,
    };
    return `INSERT INTO dunning_policy_versions (${Object.keys(columns).join()}) VALUES (${Object.values(columns).join()})`;
  };
  it.each([
    ['more than four retries', { retry_days: `'{1,2,3,4,5}'` }, 'dunning_retries_within_the_walls'],
    ['two retries on one day', { retry_days: `'{3,3}'` }, 'dunning_retries_within_the_walls'],
    ['retries out of order', { retry_days: `'{1,2,9,4}'` }, 'dunning_retries_within_the_walls'],
    ['a retry on day 0', { retry_days: `'{0}'` }, 'dunning_retries_within_the_walls'],
    ['a retry on the final day', { retry_days: `'{10}'` }, 'dunning_retries_within_the_walls'],
    ['an end after day 21', { final_day: '22' }, /final_day/],
    ['grace beyond the end', { grace_days: '11' }, 'dunning_grace_ends_by_the_final_day'],
    ['a 24th hour', { local_hour: '24' }, /local_hour/],
    ['a week of weekend', { weekend: `'{a,b,c,d,e}'` }, 'dunning_weekend_leaves_business_days'],
    [
      'a weekend that nobody keeps',
      { weekend: `'{friday}'`, business_days_only: 'false' },
      'dunning_weekend_leaves_business_days',
    ],
  ])('with %s', async (_what, changes, law) => {
    await cannot(terms(changes), law);
    await can(terms());
  });

  it('of which a version is changed, written twice or deleted', async () => {
    await can(terms());
    const never = /a version of a dunning policy never changes/;
    await cannot(`UPDATE dunning_policy_versions SET grace_days = 6`, never);
    await cannot(`DELETE FROM dunning_policy_versions`, never);
    await cannot(terms(), /duplicate key/);
  });

  it('that is a second default of its merchant', async () => {
    await cannot(policy(true), 'dunning_policies_one_default');
    await can(policy(false));
  });
});
