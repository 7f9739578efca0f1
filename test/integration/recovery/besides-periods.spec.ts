import { change } from '../../scenarios/support/life.js';
import { proveTheEnd } from '../../scenarios/support/proofs.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import { BEGIN, Forgetful } from './forgetting.js';

let engine: InProcessEngine;
let world: World;
let story: Forgetful;

beforeEach(async () => {
  engine = await InProcessEngine.start();
  world = await World.begin(engine, BEGIN);
  story = new Forgetful(world);
});

afterEach(async () => {
  await world.end();
  await engine.stop();
});

describe('After a restore', () => {
  it('the charge for a change within a period, which was open in the copy and paid since, is found', async () => {
    const { id } = await world.subscriber();
    const price = await world.createPrice({ amount: '20.000' });
    await world.advanceTo('2027-02-10T09:00:00Z');
    await change(world, id, { price });
    await story.forget(async () => {
      await world.rest();
      await world.jumpTo('2027-02-10T09:30:00Z');
    });
    story.expectTold();
    expect((await story.truth()).charges).toHaveLength(2);
    expect(await story.recover()).toMatchObject({ adopted: 1, unplaced: 0, covered: true });
    await story.end();
    await world.rest();
    await proveTheEnd(world);
  });
});
