import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { invoiceStatuses } from './support/books.js';
import { standing } from './support/life.js';
import { proveTheEnd } from './support/proofs.js';

describe('periods that were missed', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-16T06:00:00Z');
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  async function setCatchUp(id: string, policy: string): Promise<void> {
    const { items } = await standing(world, id);
    const { plan } = await world.get<{ plan: string }>(`/v1/prices/${items[0]!.price}`);
    const answer = await world.call('PATCH', `/v1/plans/${plan}`, { catch_up: policy });
    expect(answer).toMatchObject({ status: 200, body: { catch_up: policy } });
  }

  it.each([
    ['latest', ['void', 'void', 'paid'], '2027-01-17'],
    ['each', ['paid', 'open', 'open'], '2027-01-17'],
  ])('after three days of downtime "%s" leaves %j', async (policy, statuses) => {
    const { id } = await world.subscriber({ interval: 'day', amount: '1.500' });
    await setCatchUp(id, policy);
    await world.jumpTo('2027-01-19T12:00:00Z');
    await world.rest();
    expect((await invoiceStatuses(world)).slice(1)).toEqual(statuses);
    expect(await standing(world, id)).toMatchObject({ next_bill_at: '2027-01-20T06:00:00.000Z' });
    await world.advanceTo('2027-02-05T00:00:00Z');
    await proveTheEnd(world);
  });

  it('after three days of downtime "ask" waits for a person, whose release bills each', async () => {
    const { id } = await world.subscriber({ interval: 'day', amount: '1.500' });
    await setCatchUp(id, 'ask');
    await world.jumpTo('2027-01-19T12:00:00Z');
    await world.rest();
    expect(await invoiceStatuses(world)).toEqual(['paid']);
    const { quarantine_reason: reason } = await standing(world, id);
    expect(reason).toContain('2 periods were missed, from 2027-01-17T06:00:00.000Z on');
    await world.post(`/v1/ops/quarantine/subscriptions/${id}/release`, {});
    await world.rest();
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid', 'open', 'open']);
    await world.advanceTo('2027-02-05T00:00:00Z');
    await proveTheEnd(world);
  });

  it('of two who missed as much as may be caught up, and one more, the first is billed each and the other asked about', async () => {
    const more = await world.subscriber({ interval: 'day', amount: '1.500' });
    await world.advanceTo('2027-01-16T18:00:00Z');
    const just = await world.subscriber({ interval: 'day', amount: '1.500' });
    await world.jumpTo('2027-02-18T12:00:00Z');
    await world.rest();
    const count = async ({ id }: Subscription) =>
      (await world.get<{ data: unknown[] }>(`/v1/invoices?subscription=${id}&limit=100`)).data.length;
    // What they paid at first, 31 that were over, and the one that is running.
    expect([await count(just), await count(more)]).toEqual([33, 1]);
    expect(await standing(world, just.id)).toMatchObject({ next_bill_at: '2027-02-18T18:00:00.000Z' });
    const { quarantine_reason: reason } = await standing(world, more.id);
    expect(reason).toContain(
      '32 periods were missed, from 2027-01-17T06:00:00.000Z on; at most 31 are billed',
    );
    await world.cancel(just.id, 'now');
    await world.cancel(more.id, 'now');
    await world.post(`/v1/ops/quarantine/subscriptions/${more.id}/release`, {});
    await proveTheEnd(world);
  });
});
