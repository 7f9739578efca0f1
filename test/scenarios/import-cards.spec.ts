import { ForgetLeftovers, RunImports } from '../../src/modules/imports/index.js';
import { InProcessEngine } from '../support/in-process-engine.js';
import { waitFor } from '../support/wait.js';
import { World } from '../support/world.js';
import * as importing from './support/importing.js';

const HEAD = 'external_id,customer,token';

describe('an import of cards', () => {
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
  const send = (query: string, text: string, type?: string) => importing.send(world, query, text, type);
  const atOttu = (customer: string, agreement: string) => importing.atOttu(world, customer, agreement);
  const work = async () => {
    while ((await engine.get(RunImports).execute()) > 0);
  };

  /** For the cards that it is slow to answer for. */
  const ottuIsAsked = () =>
    waitFor(
      'Ottu to be asked',
      () => world.control<{ faults: { hits: number }[] }>('GET', '/control/faults'),
      ({ faults }) => faults.some(({ hits }) => hits > 0),
    );

  const twoCustomers = 'external_id,name,ottu_customer_id\nC-1,Noura,legacy-1\nC-2,Sara,legacy-2\n';

  it('never judges lines by what another process was told of others', async () => {
    await run('kind=customers', twoCustomers);
    const [first, second] = [await atOttu('legacy-1', 'AGR-1'), await atOttu('legacy-2', 'AGR-2')];
    const lines = Array.from({ length: 50 }, (_, i) => `K-${i},C-1,${first}`);
    const { body } = await send('kind=cards', [HEAD, ...lines, `K-50,C-2,${second}`].join('\n'));
    await world.fault({ endpoint: 'cards' }, { type: 'delay', ms: 4000 }, { times: 1 });
    const other = await InProcessEngine.start({ databaseUrl: engine.databaseUrl });
    const slow = other.get(RunImports).execute();
    await ottuIsAsked();
    expect(await engine.get(RunImports).execute()).toBe(50);
    expect(await slow).toBe(0);
    await other.stop();
    await work();
    expect(await world.get(`/v1/imports/${body.id}`)).toMatchObject({
      state: 'done',
      imported: 51,
      failed: 0,
    });
  });

  it('fails the cards of a customer whose list cannot be read, takes the others, and leaves people their requests', async () => {
    await run('kind=customers', twoCustomers);
    const tokens = [await atOttu('legacy-1', 'AGR-1'), await atOttu('legacy-2', 'AGR-2')];
    const used = () =>
      engine.sql<{ interactive: number; housekeeping: number }>(
        'SELECT interactive, housekeeping FROM request_budgets WHERE merchant_id = $1',
        [world.merchant.id],
      );
    const [before] = await used();
    await world.fault(
      { endpoint: 'cards', customer_id: 'legacy-1' },
      { type: 'error_before', status: 401 },
      { times: null },
    );
    const done = await run('kind=cards', [HEAD, `K-1,C-1,${tokens[0]}`, `K-2,C-2,${tokens[1]}`].join('\n'));
    expect(done).toMatchObject({ state: 'done', imported: 1, failed: 1 });
    const [failure] = await importing.failures(world, done.id);
    expect(failure).toMatchObject({
      line: 2,
      errors: [
        {
          field: 'customer',
          message: expect.stringMatching(/^Ottu does not tell which cards this customer has: \S/) as string,
        },
      ],
    });
    const [after] = await used();
    expect(before!.housekeeping).toBe(0);
    expect(after!.interactive).toBe(before!.interactive);
    expect(after!.housekeeping).toBeGreaterThan(0);
    await world.clearFaults();
    expect(await run('kind=cards', `${HEAD}\nK-1,C-1,${tokens[0]}\n`)).toMatchObject({ imported: 1 });
  });

  it('refuses a card that Ottu does not know, and waits while Ottu cannot be asked', async () => {
    await run('kind=customers', twoCustomers);
    const cards = 'external_id,customer,token\nK-1,C-1,nonsense\nK-2,C-9,nonsense\n';
    const done = await run('kind=cards', cards);
    expect(
      (await importing.failures(world, done.id)).map(({ errors }) => [errors[0]!.field, errors[0]!.message]),
    ).toEqual([
      ['token', 'Ottu knows no such card of this customer'],
      ['customer', 'no customer was imported under this external id'],
    ]);
    await world.fault({ endpoint: 'cards' }, { type: 'error_before', status: 503 }, { times: null });
    const { body } = await send('kind=cards', 'external_id,customer,token\nK-3,C-1,nonsense\n');
    await work();
    expect(await world.get(`/v1/imports/${body.id}`)).toMatchObject({ state: 'queued', failed: 0 });
  });

  const stored = (id: string) =>
    engine.sql<{ line: number; state: string; data: object; name: string | null; text: string }>(
      `SELECT l.line, l.state, l.data, l.external_id AS name, l::text AS text FROM import_lines l
       JOIN imports i ON i.merchant_id = l.merchant_id AND i.id = l.import_id WHERE i.public_id = $1 ORDER BY l.line`,
      [id],
    );

  it('keeps a token sealed while its line waits, and nothing of a line that is settled', async () => {
    await run('kind=customers', twoCustomers);
    const token = await atOttu('legacy-1', 'AGR-1');
    const { body } = await send('kind=cards', `${HEAD}\nK-1,C-1,${token}\nK-2,C-1,${token}x\n`);
    const waiting = await stored(body.id);
    expect(waiting.map(({ state, text }) => [state, text.includes(token)])).toEqual([
      ['pending', false],
      ['pending', false],
    ]);
    await work();
    expect((await stored(body.id)).map(({ state, data }) => [state, data])).toEqual([
      ['imported', {}],
      ['failed', {}],
    ]);
  });

  it('asks Ottu about a token that looks like a card number, as those of some gateways do', async () => {
    await run('kind=customers', twoCustomers);
    await atOttu('legacy-1', 'AGR-1');
    const token = '9512345678901233';
    const done = await run('kind=cards', `${HEAD}\nK-1,C-1,${token}\n`);
    expect(await importing.failures(world, done.id)).toMatchObject([
      { errors: [{ field: 'token', message: 'Ottu knows no such card of this customer' }] },
    ]);
    // Nowhere else in a line of cards is anything like it taken.
    const other = await run('kind=cards', `${HEAD}\n${token},C-1,t\n`);
    expect((await importing.failures(world, other.id))[0]!.errors[0]!.message).toMatch(/card number/);
  });

  it('stores and says nothing of a card number, wherever in a file it stands', async () => {
    const pan = '4111111111111111';
    const lines = [
      JSON.stringify({ external_id: 'C-1', name: pan }),
      JSON.stringify({ external_id: pan, name: 'Noura' }),
      JSON.stringify({ external_id: 'C-3', name: 'Noura', [pan]: 'x' }),
      JSON.stringify({ external_id: 'C-4', name: 'Noura', [pan]: '\u0000' }),
    ];
    const { body } = await send('kind=customers', lines.join('\n'), 'application/x-ndjson');
    expect(body).toMatchObject({ received: 4, failed: 4 });
    const rows = await stored(body.id);
    expect(rows.map(({ state, data, name }) => ({ state, data, name }))).toEqual(
      lines.map(() => ({ state: 'failed', data: {}, name: null })),
    );
    expect(JSON.stringify([rows, await importing.failures(world, body.id)])).not.toContain(pan);
    for (const text of [`${pan},Noura\n`, `external_id,name\nC-1,${pan}"x\n`]) {
      const refused = await send('kind=customers', text);
      expect(refused.status).toBe(400);
      expect(JSON.stringify(refused.body)).not.toContain(pan);
    }
    await work();
  });

  const cancel = (id: string, key?: string) => importing.cancel(world, id, key);
  const told = async () => {
    const { data } = await world.get<{ data: { data: object }[] }>('/v1/events?type=import.canceled');
    return data.map((event) => event.data);
  };

  it('that is canceled keeps what came over and its faults, does no line more, and lets the next one begin', async () => {
    const lines = Array.from({ length: 1500 }, (_, i) => `C-${i},Customer ${i},c${i}@example.com`);
    lines[1] = 'C-1,Noura,nowhere';
    const file = `external_id,name,email\n${lines.join('\n')}\n`;
    const { id } = (await send('kind=customers', file)).body;
    expect(await engine.get(RunImports).execute()).toBe(1000);
    const next = (await send('kind=customers', twoCustomers.replaceAll('C-', 'D-'))).body;
    const first = await cancel(id, 'stop-1');
    const counts = { received: 1500, imported: 999, repeated: 0, failed: 1, remaining: 500 };
    expect(first).toMatchObject({ status: 200, body: { id, state: 'canceled', ...counts } });
    for (const again of [
      await cancel(id, 'stop-1'),
      await cancel(id),
      { body: await world.get(`/v1/imports/${id}`) },
    ])
      expect(again.body).toEqual(first.body);
    expect(await told()).toEqual([{ import_id: id, kind: 'customers', dry_run: false, ...counts }]);
    await work();
    expect(await world.get(`/v1/imports/${next.id}`)).toMatchObject({
      state: 'done',
      imported: 2,
      remaining: 0,
    });
    expect(await cancel(next.id)).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(await cancel('imp_01jd0z2m3n4p5q6r7s8t9v0w1x')).toMatchObject({ status: 404 });

    // Of what was not to be imported nothing is kept.
    expect((await stored(id)).filter(({ state }) => state === 'pending')).toHaveLength(500);
    while ((await engine.get(ForgetLeftovers).execute()) > 0);
    expect((await stored(id)).map(({ line }) => line)).toEqual(Array.from({ length: 1000 }, (_, i) => i + 2));
    expect(await importing.failures(world, id)).toMatchObject([{ line: 3, errors: [{ field: 'email' }] }]);

    const dry = (await send('kind=customers&dry_run=true', file)).body;
    expect((await cancel(dry.id)).body).toMatchObject({ state: 'canceled', imported: 0, remaining: 1500 });
    expect((await told())[0]).toMatchObject({ import_id: dry.id, dry_run: true, remaining: 1500 });
    expect(await run('kind=customers', file)).toMatchObject({ repeated: 999, imported: 500, failed: 1 });
  });

  it('that is canceled while Ottu is asked takes no card of the answer', async () => {
    await run('kind=customers', twoCustomers);
    const token = await atOttu('legacy-1', 'AGR-1');
    const { body } = await send('kind=cards', `${HEAD}\nK-1,C-1,${token}\n`);
    await world.fault({ endpoint: 'cards' }, { type: 'delay', ms: 4000 }, { times: 1 });
    const slow = engine.get(RunImports).execute();
    await ottuIsAsked();
    expect((await cancel(body.id)).body).toMatchObject({ state: 'canceled', imported: 0, remaining: 1 });
    expect(await slow).toBe(0);
    expect(await engine.sql('SELECT 1 FROM cards WHERE merchant_id = $1', [world.merchant.id])).toEqual([]);
    expect(await stored(body.id)).toMatchObject([{ state: 'pending' }]);
  });
});
