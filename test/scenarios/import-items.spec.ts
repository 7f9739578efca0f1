import { setTimeout as sleep } from 'node:timers/promises';
import { AgreementsRepository } from '../../src/modules/cards/index.js';
import { RunImports } from '../../src/modules/imports/index.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { InProcessEngine } from '../support/in-process-engine.js';
import { waitFor } from '../support/wait.js';
import { World } from '../support/world.js';
import { books } from './support/books.js';
import * as importing from './support/importing.js';
import { refused } from './support/life.js';
import { orderAsJson } from './support/orders-to-import.js';

describe('an import', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const run = (query: string, text: string, type?: string) => importing.run(world, query, text, type);
  const failures = (id: string) => importing.failures(world, id);
  const exported = (query: string) => importing.exported(world, query);
  const atOttu = (customer: string, agreement: string) => importing.atOttu(world, customer, agreement);

  const customers = 'external_id,name,email,ottu_customer_id\nC-1,Noura,noura@example.com,legacy-1\n';

  it('of subscriptions takes several prices of one, in CSV as in JSON lines, and gives them back as it takes them', async () => {
    const token = await atOttu('legacy-1', 'AGR-1');
    await run('kind=customers', customers);
    await run('kind=cards', `external_id,customer,token\nK-1,C-1,${token}\n`);
    const [seat, support] = [await world.createPrice(), await world.createPrice({ amount: '2.000' })];
    const dear = await world.createPrice({ amount: '1000000000.000' });
    const plan = { name: 'Setup', prices: [{ currency: 'KWD', type: 'one_off', amount: '15.000' }] };
    const setup = (await world.post<{ prices: [{ id: string }] }>('/v1/plans', plan)).prices[0].id;
    const line = (items: unknown, more: object = {}) =>
      `${JSON.stringify({ external_id: 'S-1', customer: 'C-1', card: 'K-1', items, next_billing_at: '2027-01-25T06:00:00Z', agreement_id: 'AGR-1', agreement_started_on: '2026-12-20', agreement_expires_on: '2036-12-20', ...more })}\n`;
    for (const [bad, field] of [
      [line([{ price: seat }, { price: seat }]), 'items.1.price'],
      [line([{ price: seat, quantity: 0 }]), 'items.0.quantity'],
      [line([{ price: seat, quantity: 10 ** 9 }]), 'items.0.quantity'],
      [line(undefined, { price: seat, quantity: 10 ** 9 }), 'quantity'],
      [line([{ price: seat }, { price: dear, quantity: 10 ** 6 }]), 'items.1.quantity'],
      [line(`${seat}:five;${support}`), 'items.0.quantity'],
      [line([]), 'items'],
      [line([{ price: seat }], { price: seat }), 'items'],
      [line([{ price: seat }], { quantity: 2 }), 'quantity'],
      [line(undefined), 'price'],
    ] as const) {
      const { id } = await run('kind=subscriptions', bad, 'application/x-ndjson');
      expect((await failures(id))[0]!.errors[0]!.field).toBe(field);
    }
    const file = `external_id,customer,card,items,next_billing_at,agreement_id,agreement_started_on,agreement_expires_on\nS-1,C-1,K-1,${seat}:3;${support};${setup},2027-01-25T06:00:00Z,AGR-1,2026-12-20,2036-12-20\n`;
    expect(await run('kind=subscriptions', file)).toMatchObject({ imported: 1, failed: 0 });
    expect(await exported('kind=subscriptions')).toContain(`,${seat}:3;${support}:1;${setup}:1,`);
    const [json] = (await exported('kind=subscriptions&format=jsonl')).split('\n');
    expect(JSON.parse(json!)).toMatchObject({
      items: [
        { price: seat, quantity: 3 },
        { price: support, quantity: 1 },
        { price: setup, quantity: 1 },
      ],
    });
    // What was paid elsewhere for the time until its first billing nobody here knows.
    const [{ id }] = (await world.get<{ data: [{ id: string }] }>('/v1/subscriptions')).data;
    const more = { items: [{ price: await world.createPrice({ amount: '90.000' }) }] };
    for (const what of ['change', 'preview'])
      expect(await refused(world, 'POST', `/v1/subscriptions/${id}/${what}`, more)).toMatchObject({
        status: 422,
        field: 'proration',
        detail: expect.stringContaining('for the first time at 2027-01-25T06:00:00.000Z'),
      });
    const later = { ...more, when: 'period_end' };
    expect(await world.call('POST', `/v1/subscriptions/${id}/preview`, later)).toMatchObject({ status: 200 });
    for (const [format, type] of [
      ['csv', 'text/csv'],
      ['jsonl', 'application/x-ndjson'],
    ] as const)
      expect(
        await run('kind=subscriptions', await exported(`kind=subscriptions&format=${format}`), type),
      ).toMatchObject({ repeated: 1, failed: 0 });
    // Another merchant's Ottu knows an agreement of the same name, and it is another.
    const other = await World.begin(engine, '2027-01-10T06:00:00Z');
    const card = await importing.atOttu(other, 'legacy-1', 'AGR-1');
    await importing.run(other, 'kind=customers', customers);
    await importing.run(other, 'kind=cards', `external_id,customer,token\nK-1,C-1,${card}\n`);
    const theirs = orderAsJson(await other.createPrice(), 'S-1', { agreement_id: 'AGR-1' });
    expect(await importing.run(other, 'kind=subscriptions', theirs, 'application/x-ndjson')).toMatchObject({ imported: 1 }); // prettier-ignore
    await other.end();
    await world.advanceTo('2027-01-25T06:00:00Z');
    expect((await books(world)).invoices.map(({ total }) => total)).toEqual([45_500n]);
    // Paid once: whoever takes over the file elsewhere must not charge it again.
    expect(await exported('kind=subscriptions')).toContain(`,${seat}:3;${support}:1,`);
    expect(await world.get('/v1/ops/coverage')).toMatchObject({ complete: true });
    expect(engine.errors).toEqual([]);
  });

  it('asks for the names of one account one after the other, also from two merchants', async () => {
    const [uow, agreements] = [engine.get(UnitOfWork), engine.get(AgreementsRepository)];
    const [same, stranger] = [await World.begin(engine, '2027-01-10T06:00:00Z'), await World.begin(engine, '2027-01-10T06:00:00Z')]; // prettier-ignore
    await engine.sql(
      `UPDATE merchants SET ottu_base_url = (SELECT ottu_base_url FROM merchants WHERE id = $2) WHERE id = $1`,
      [same.merchant.id, world.merchant.id],
    );
    const asked: string[] = [];
    const ask = (who: World, name: string, until: Promise<void> = Promise.resolve()) =>
      uow.run(async (tx) => {
        await agreements.lockNamesTaken(tx, who.merchant.id, ['AGR-9']);
        asked.push(name);
        await until;
      });
    let commit = (): void => undefined;
    const first = ask(world, 'first', new Promise((resolve) => (commit = resolve)));
    await waitFor('the first to hold its names', () => asked.length, (length) => length === 1); // prettier-ignore
    const second = ask(same, 'same account');
    await ask(stranger, 'another account');
    await sleep(200);
    expect(asked).toEqual(['first', 'another account']);
    commit();
    await Promise.all([first, second]);
    expect(asked.at(-1)).toBe('same account');
    await Promise.all([same.end(), stranger.end()]);
  });

  it('loses a line that cannot be written and no other, and one that stands in the way of nobody waits its turn', async () => {
    await engine.sql(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.name = 'Poison' THEN RAISE EXCEPTION 'out of range' USING ERRCODE = '22008'; END IF;
      IF NEW.name = 'Disk' THEN RAISE EXCEPTION 'no space is left' USING ERRCODE = '53100'; END IF;
      RETURN NEW; END $$`);
    await engine.sql(
      `CREATE TRIGGER refuse BEFORE INSERT ON customers FOR EACH ROW EXECUTE FUNCTION refuse()`,
    );
    try {
      const poisoned = await run('kind=customers', 'external_id,name\nC-1,Noura\nC-2,Poison\nC-3,Sara\n');
      expect(poisoned).toMatchObject({ state: 'done', imported: 2, failed: 1 });
      expect(await failures(poisoned.id)).toMatchObject([{ line: 3, errors: [{ field: 'line' }] }]);
      // What has nothing to do with a line fails none: the whole file waits, and lets others go first.
      const stuck = await importing.send(world, 'kind=customers', 'external_id,name\nC-4,Disk\n');
      await expect(engine.get(RunImports).execute()).rejects.toThrow('no space is left');
      const other = await World.begin(engine, '2027-01-10T06:00:00Z');
      expect(await importing.run(other, 'kind=customers', customers)).toMatchObject({ imported: 1 });
      await other.end();
      expect(await world.get(`/v1/imports/${stuck.body.id}`)).toMatchObject({ state: 'queued', failed: 0 });
    } finally {
      await engine.sql(`DROP FUNCTION refuse() CASCADE`);
    }
  });

  it('of a day that the database does not know is told so, as in every other place', async () => {
    const order = orderAsJson(await world.createPrice(), 'S-1', { agreement_started_on: '0000-01-01' });
    const { id } = await run('kind=subscriptions', order, 'application/x-ndjson');
    expect((await failures(id))[0]!.errors).toEqual([
      { field: 'agreement_started_on', message: 'must be a day such as 2027-01-31' },
    ]);
    expect(await world.call('GET', '/v1/ledger/trial-balance?date=0000-01-01')).toMatchObject({
      status: 400,
    });
  });
});
