import { AuditBooks, AuditNightly, AuditRepository, CHECKS } from '../../../src/modules/audit/index.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import { CORRUPTIONS } from './corruptions.js';
import { LIKENESSES, MORE_CORRUPTIONS } from './more-corruptions.js';
import { tellAllKindsOfStories } from './stories.js';
import { runVerify } from './verify-process.js';

describe('the audit of the books', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start({ own: true });
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    await tellAllKindsOfStories(world);
  }, 600_000);
  afterAll(async () => {
    await world.end();
    await engine.stop();
  });

  const breached = async (merchantId: bigint | null = null) =>
    (await engine.get(AuditBooks).execute(merchantId)).flatMap(({ check, breaches }) =>
      breaches.map(({ rows, examples }) => ({ check: check.name, rows, examples })),
    );

  const corruptions = { ...CORRUPTIONS, ...MORE_CORRUPTIONS };
  const checkOf = (name: string) => name.split(':')[0]!;

  /** Breaks the books, looks, and takes it back. */
  async function seen(name: string, corruption: string[]) {
    const check = CHECKS.find((one) => one.name === checkOf(name))!;
    const undo = new Error('undone');
    let breaches: unknown[] = [];
    await engine
      .get(UnitOfWork)
      .run(async (tx) => {
        await tx.query('SET LOCAL session_replication_role = replica');
        for (const sql of corruption) await tx.query(sql);
        breaches = await engine.get(AuditRepository).breaches(tx, check, { merchantId: null, waitScale: 1 });
        throw undo;
      })
      .catch((error: unknown) => {
        if (error !== undo) throw error;
      });
    return breaches;
  }

  it('finds nothing wrong with books that only the engine has written', async () => {
    expect(await breached()).toEqual([]);
    const { code, output } = await runVerify(engine.databaseUrl);
    expect(output).toMatch(new RegExp(`\\n${CHECKS.length} checks, 0 breaches\\n$`));
    expect(code).toBe(0);
  });

  it('knows for every check how to break what it guards', () => {
    const broken = new Set(Object.keys(corruptions).map(checkOf));
    expect([...broken].sort()).toEqual(CHECKS.map(({ name }) => name).sort());
  });

  it.each(Object.entries(corruptions))('%s is seen when it is broken', async (name, corruption) => {
    expect(await seen(name, corruption)).toEqual([
      {
        merchantId: world.merchant.id,
        rows: expect.any(Number),
        examples: expect.arrayContaining([expect.stringMatching(/\S+: .+/)]),
      },
    ]);
    expect(await seen(name, [])).toEqual([]);
  });

  it.each(Object.entries(LIKENESSES))('%s is no breach', async (name, likeness) => {
    expect(await seen(name, likeness)).toEqual([]);
  });

  it('stops the charging of the merchant whose books are wrong, of no other, and says why', async () => {
    const other = await World.begin(engine, '2027-01-10T06:00:00Z');
    await engine.sql(`ALTER TABLE ledger_entries DISABLE TRIGGER USER`);
    await engine.sql(`UPDATE ledger_entries SET debit_minor = debit_minor + 1
      WHERE debit_minor > 0 AND id = (SELECT min(id) FROM ledger_entries WHERE debit_minor > 0)`);
    const nightly = engine.get(AuditNightly);
    const audited = await Promise.all([nightly.execute(), nightly.execute(), nightly.execute()]);
    expect(audited.reduce((sum, n) => sum + n)).toBe(2);
    expect(await nightly.execute()).toBe(0);

    const merchants = await engine.sql(
      `SELECT id, charging_stopped_reason AS reason FROM merchants WHERE charging_stopped_at IS NOT NULL`,
    );
    const reason = expect.stringContaining('debits-equal-credits (1)');
    expect(merchants).toEqual([{ id: world.merchant.id, reason }]);
    const { data } = await world.get<{ data: { summary?: string }[] }>('/v1/events?type=audit.breached');
    expect(data).toHaveLength(1);
    const [{ findings }] = (await engine.sql<{ findings: { check: string }[] }>(
      `SELECT findings FROM audit_runs WHERE merchant_id = $1`,
      [world.merchant.id],
    )) as [{ findings: { check: string }[] }];
    expect(findings.map(({ check }) => check)).toContain('debits-equal-credits');
    await other.end();
  });

  it('is made by a command as well, which tells of the same and fails', async () => {
    const { code, output } = await runVerify(engine.databaseUrl);
    expect(output).toContain('BREACH  debits-equal-credits: 1 row(s)');
    expect(code).toBe(1);
  });

  it('goes on where a check throws, and with the others where a merchant cannot be audited, and shows when it was last made', async () => {
    const [stuck, slow] = [
      await World.begin(engine, '2027-01-10T06:00:00Z'),
      await World.begin(engine, '2027-01-10T06:00:00Z'),
    ];
    const audits = engine.get(AuditRepository);
    const [breaches, finish] = [audits.breaches.bind(audits), audits.finish.bind(audits)];
    const isSlow = (name: string, id: bigint | null) =>
      name === 'debits-equal-credits' && id === slow.merchant.id;
    audits.breaches = (tx, check, scope) =>
      isSlow(check.name, scope.merchantId)
        ? Promise.reject(new Error('it took more than 15 minutes'))
        : breaches(tx, check, scope);
    audits.finish = (tx, run, ...found) =>
      run.merchantId === stuck.merchant.id
        ? Promise.reject(new Error('the connection was lost'))
        : finish(tx, run, ...found);
    expect(await engine.get(AuditNightly).execute()).toBeGreaterThanOrEqual(2);
    Object.assign(audits, { breaches, finish });

    expect(await slow.get('/v1/ops/audit')).toEqual({
      finished_at: expect.any(String),
      checks: CHECKS.length - 1,
      findings: [
        { check: 'debits-equal-credits', rows: 0, examples: [], failure: 'it took more than 15 minutes' },
      ],
      unfinished_since: null,
    });
    expect(await stuck.get('/v1/ops/audit')).toMatchObject({
      finished_at: null,
      findings: [],
      unfinished_since: expect.any(String),
    });
    expect(await slow.get('/v1/ops/charging')).toMatchObject({ stopped: false });
    const { data } = await slow.get<{ data: object[] }>('/v1/events?type=audit.incomplete');
    expect(data).toMatchObject([{ data: { checks: ['debits-equal-credits'] } }]);
    expect(engine.errors.splice(0)).toHaveLength(2);
    for (const one of [stuck, slow]) await one.end();
  });

  it('says in one line when there are no books to look at', async () => {
    const { code, output } = await runVerify('postgres://nobody:wrong@127.0.0.1:1/none');
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });
});
