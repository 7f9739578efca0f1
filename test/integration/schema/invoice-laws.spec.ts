import pg from 'pg';

import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import { LawBook } from './support/law-book.js';

/** What the database itself refuses of drafts and of invoices by hand, whatever the program above it believes. */
describe('the database refuses of invoices', () => {
  let engine: InProcessEngine;
  let world: World;
  let db: pg.Client;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    db = new pg.Client({ connectionString: engine.databaseUrl });
    await db.connect();
  });
  afterAll(async () => {
    await db.end();
    await world.end();
    await engine.stop();
  });
  beforeEach(() => db.query('BEGIN'));
  afterEach(() => db.query('ROLLBACK'));

  const laws = new LawBook(() => db);
  const can = (sql: string) => laws.can(sql);
  const cannot = (sql: string, law: string | RegExp) => laws.cannot(sql, law);

  const copyOf = (table: string, changes: Record<string, string>, where?: string) =>
    laws.copyOf(table, changes, where);

  it('a draft with a number or money, and lines of a final invoice that change', async () => {
    const draft = {
      status: `'draft'`,
      number: 'NULL',
      finalized_at: 'NULL',
      period_index: 'period_index + 1',
    };
    await can(await copyOf('invoices', draft, `status = 'open'`));
    await cannot(
      await copyOf('invoices', { ...draft, number: `'INV-1'` }, `status = 'open'`),
      /check constraint/,
    );
    await cannot(
      await copyOf('invoices', { ...draft, finalized_at: 'now()' }, `status = 'open'`),
      /check constraint/,
    );
    const open = { ...draft, status: `'open'` };
    await cannot(await copyOf('invoices', open, `status = 'open'`), 'invoices_final_unless_draft');
    await cannot('UPDATE invoice_lines SET amount_minor = 1', /written once/);
    await cannot('DELETE FROM invoice_lines', /written once/);
  });

  it('to owe or charge anything without a subscription but what its customer pays on a page', async () => {
    const none = { subscription_id: 'NULL' };
    const sent = {
      ...none,
      kind: `'one_off'`,
      period_index: 'NULL',
      number: 'NULL',
      collection: `'send_invoice'`,
    };
    await can(await copyOf('invoices', sent));
    await cannot(await copyOf('invoices', { ...sent, collection: 'NULL' }), 'invoices_of_nobody_are_sent');
    await cannot(
      await copyOf(
        'invoices',
        { ...sent, subscription_id: 'subscription_id' },
        'subscription_id IS NOT NULL',
      ),
      'invoices_of_nobody_are_sent',
    );
    await cannot(
      `UPDATE charges SET subscription_id = NULL WHERE next_action IS NOT NULL`,
      'charges_of_nobody_are_not_made',
    );
    const law = 'attempts_agreed_to_or_paid_by_hand';
    const attempt = (changes: Record<string, string>, where?: string) => {
      const free = { n: 'n + 100', order_no: `'another'`, session_id: `'another'`, status: `'declined'` };
      return copyOf('attempts', { ...free, ...changes }, where);
    };
    await cannot(await attempt({ subscription_id: 'NULL' }), law);
    await cannot(await attempt({ agreement_id: 'NULL' }), law);
    await cannot(await attempt({ subscription_id: 'NULL', agreement_id: 'NULL' }, `kind = 'mit'`), law);
  });

  it('an attempt that asks for something else than when it was written ahead', async () => {
    const word = 'attempts_keep_their_word';
    await cannot(`UPDATE attempts SET amount_minor = amount_minor + 1`, word);
    await cannot(`UPDATE attempts SET currency = 'USD'`, word);
    await cannot(`UPDATE attempts SET order_no = order_no || 'x'`, word);
    await cannot(`UPDATE attempts SET n = n + 1`, word);
    await cannot(`UPDATE attempts SET kind = 'cit' WHERE kind = 'mit'`, word);
    for (const column of ['charge_id', 'invoice_id', 'subscription_id', 'customer_id'])
      await cannot(`UPDATE attempts SET ${column} = ${column} + 1`, word);
  });

  it('an attempt on another card or agreement than was written ahead; a page gets its card when it is paid', async () => {
    const card = 'attempts_keep_their_card';
    await cannot(`UPDATE attempts SET card_id = card_id + 1 WHERE kind = 'mit'`, card);
    await cannot(`UPDATE attempts SET agreement_id = agreement_id + 1 WHERE kind = 'mit'`, card);
    await cannot(`UPDATE attempts SET pg_code = 'another' WHERE kind = 'mit'`, card);
    await can(`UPDATE attempts SET card_id = NULL WHERE kind = 'cit' AND card_id IS NOT NULL`);
    await can(
      `UPDATE attempts SET card_id = (SELECT min(id) FROM cards) WHERE kind = 'cit' AND card_id IS NULL`,
    );
    await can(`UPDATE attempts SET status = status, card_id = card_id, amount_minor = amount_minor`);
  });
});
