import { type Invoice, invoicesOf, type Problem } from '../../scenarios/support/billing.js';
import { refunds } from '../../scenarios/support/books.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';

describe('a credit note', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    await world.subscriber();
  });
  afterAll(async () => {
    await world.end();
    await engine.stop();
  });

  const credit = (body: object) =>
    world.call<Problem>('POST', '/v1/credit-notes', { reason: 'a day without service', ...body });
  const last = async (): Promise<Invoice> => (await invoicesOf(world)).at(-1)!;

  it.each([
    ['invoice', { invoice: 'inv_01jd0z2m3n4p5q6r7s8t9v0w1x' }, 422],
    ['invoice', { invoice: 'x' }, 400],
    ['to', { to: 'bank' }, 400],
    ['amount', { amount: '0' }, 422],
    ['amount', { amount: '-1' }, 400],
    ['amount', { amount: '1.0001' }, 422],
    ['amount', { amount: '1', lines: [{ line: 'line_01jd0z2m3n4p5q6r7s8t9v0w1x' }] }, 422],
    ['lines.0', { lines: [{ line: 'line_01jd0z2m3n4p5q6r7s8t9v0w1x' }] }, 422],
    ['lines', { lines: [] }, 400],
    ['currency', { currency: 'USD' }, 422],
    ['reason', { reason: '' }, 400],
  ])('is refused with a wrong %s: %j', async (field, over, status) => {
    const answer = await credit({ invoice: (await last()).id, to: 'card', ...over });
    expect(answer).toMatchObject({ status, body: { errors: [{ field }] } });
    expect(await refunds(world)).toEqual([]);
  });
});
