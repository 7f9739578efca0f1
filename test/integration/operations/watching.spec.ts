import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import { payTwice, surplusList } from '../../scenarios/support/giving-back.js';

const README = readFileSync(join(import.meta.dirname, '..', '..', '..', 'README.md'), 'utf8');
/** What the README gives to whoever watches all merchants at once. */
const WATCH = /```sql\n([\s\S]+?)```/.exec(README)![1]!;

let engine: InProcessEngine;
let world: World;

beforeAll(async () => {
  engine = await InProcessEngine.start();
});
beforeEach(async () => {
  world = await World.begin(engine, '2027-01-10T06:00:00Z');
});
afterEach(() => world.end());
afterAll(() => engine.stop());

it('the query by which all merchants are watched names a payment that nobody owed until it went back, and then nothing', async () => {
  const told = async () => (await engine.sql<{ what: string }>(WATCH)).map(({ what }) => what);
  await world.call('PATCH', '/v1/merchant', { surplus_handling: 'hold' });
  await world.subscriber();
  expect(await told()).toEqual([]);
  await payTwice(world);
  await world.jumpTo('2027-02-13T07:04:00Z');
  await world.rest();
  expect(await told()).toContain('money to give back');
  const [surplus] = await surplusList(world);
  await world.post(`/v1/ops/surplus/${surplus!.attempt}/decide`, {
    handling: 'refund',
    reason: 'nobody owes it',
  });
  await world.rest();
  expect(await told()).not.toContain('money to give back');
});
