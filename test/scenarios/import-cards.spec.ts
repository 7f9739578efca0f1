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
});
