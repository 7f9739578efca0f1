import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
import { invoicesOf } from './support/billing.js';
import { change } from './support/life.js';
import { proveTheEnd } from './support/proofs.js';

describe('a credit note', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
  });
  afterAll(async () => {
    await world.end();
    await engine.stop();
  });

  const credit = (body: object) =>
    world.call('POST', '/v1/credit-notes', { reason: 'a day without service', ...body });

  it('never takes again what a change of the subscription has given back, nor the change what a note has', async () => {
    const { id } = await world.subscriber({ amount: '31.000' });
    const paid = (await invoicesOf(world)).at(-1)!;
    await credit({ invoice: paid.id, to: 'balance', amount: '3.100' });
    await world.advanceTo('2027-01-26T06:00:00Z');
    const { change: made } = await change(world, id, {
      price: await world.createPrice({ amount: '1.000' }),
    });
    const unused = made.invoice!.lines[0]!.amount;
    expect(unused).toMatch(/^-1[0-4]\./);
    expect(await credit({ invoice: paid.id, to: 'balance' })).toMatchObject({ status: 201 });
    const [line] = await engine.sql<{ credited: bigint }>(
      `SELECT sum(amount_minor)::bigint AS credited FROM credit_note_lines WHERE merchant_id = $1`,
      [world.merchant.id],
    );
    expect(line!.credited - BigInt(unused.replace('.', ''))).toBe(31_000n);
    await proveTheEnd(world);
  });
});
