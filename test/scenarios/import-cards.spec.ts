import { RunImports } from '../../src/modules/imports/index.js';
import { InProcessEngine } from '../support/in-process-engine.js';
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

  const twoCustomers = 'external_id,name,ottu_customer_id\nC-1,Noura,legacy-1\nC-2,Sara,legacy-2\n';

  it('never judges lines by what another process was told of others', async () => {
    await run('kind=customers', twoCustomers);
    const [first, second] = [await atOttu('legacy-1', 'AGR-1'), await atOttu('legacy-2', 'AGR-2')];
    const lines = Array.from({ length: 50 }, (_, i) => `K-${i},C-1,${first}`);
    const { body } = await send('kind=cards', [HEAD, ...lines, `K-50,C-2,${second}`].join('\n'));
    await world.fault({ endpoint: 'cards' }, { type: 'delay', ms: 1500 }, { times: 1 });
    const other = await InProcessEngine.start({ databaseUrl: engine.databaseUrl });
    const slow = other.get(RunImports).execute();
    await new Promise((resolve) => setTimeout(resolve, 500));
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
});
