import { change } from '../../scenarios/support/life.js';
import { led, payAt, payLink } from '../../scenarios/support/links.js';
import {
  assertBooksEqualTruth,
  assertLedgerBalances,
  assertPeriodsTile,
  proveTheEnd,
} from '../../scenarios/support/proofs.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import { BEGIN, Forgetful } from './forgetting.js';

let engine: InProcessEngine;
let world: World;
let story: Forgetful;

beforeEach(async () => {
  engine = await InProcessEngine.start({ own: true });
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

  it('a draft that was finalized and charged since is found, and so is what a customer paid by link', async () => {
    const price = await world.createPrice();
    const { id: customer } = await world.createCustomer();
    const body = { customer, items: [{ price }], invoice_review_hours: 24 };
    await world.payOnPage(await world.post('/v1/subscriptions', body));
    await world.rest();
    const line = { description: 'Setup', unit_amount: '3.000', currency: 'KWD' };
    const made = await world.post<{ id: string }>('/v1/invoices', {
      customer,
      currency: 'KWD',
      lines: [line],
    });
    const link = await payLink(world, made.id);
    await world.advanceTo('2027-02-28T09:00:00Z');
    await story.forget(async () => {
      await payAt(await led(link));
      await world.rest();
      await world.jumpTo('2027-03-01T09:30:00Z');
      await world.rest();
    });
    story.expectTold();
    expect((await story.truth()).charges).toHaveLength(3);
    // The platform answers only so many questions a minute.
    await story.recover();
    await story.later(31);
    expect(await story.recover()).toMatchObject({ adopted: 2, unplaced: 0, covered: true });
    await story.end();
    await world.rest();
    const { data } = await world.get<{ data: { status: string }[] }>('/v1/invoices');
    expect(data.map(({ status }) => status)).toEqual(['paid', 'paid', 'paid']);
    // The message about the page was forgotten with the rest, so that one more would be news: nothing is repeated here.
    await assertBooksEqualTruth(world);
    await assertLedgerBalances(world);
    await assertPeriodsTile(world);
  });
});
