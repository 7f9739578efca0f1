import { type Invoice, invoicesOf, type Problem } from '../../scenarios/support/billing.js';
import { refunds, truth } from '../../scenarios/support/books.js';
import { proveTheEnd } from '../../scenarios/support/proofs.js';
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
    ['amount', { amount: '1.0001' }, 400],
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

  it('to a card whose gateway cannot refund is refused with the reason, as the refund is, unless a person insists', async () => {
    const [charge] = (await world.get<{ data: { id: string }[] }>('/v1/charges')).data;
    const refund = (body: object) => world.call<Problem>('POST', `/v1/charges/${charge!.id}/refund`, body);
    const list = async () => {
      await world.call('DELETE', '/v1/payment-methods/cache');
      return (await world.get<{ data: object[] }>('/v1/payment-methods?currency=KWD')).data;
    };
    const gateway = { code: 'credit-card', name: 'mpgs', currencies: ['KWD'], tokenizable: true };
    await world.setPlatform({ gateways: [{ ...gateway, operations: ['void'] }] });
    expect(await list()).toMatchObject([{ gateway: 'credit-card', operations: ['void'] }]);
    const note = { invoice: (await last()).id, to: 'card' };
    const message = expect.stringContaining('Ottu lists void') as string;
    const problem = { code: 'gateway_cannot', errors: [{ field: 'override_gateway', message }] };
    for (const body of [{ amount: '1' }, { override_gateway: false }])
      expect(await refund(body)).toMatchObject({ status: 422, body: problem });
    expect(await credit(note)).toMatchObject({ status: 422, body: problem });
    expect((await refund({ override_gateway: 'yes' })).status).toBe(400);
    const notes = async () => (await world.get<{ data: object[] }>('/v1/credit-notes')).data;
    expect([await refunds(world), await notes()]).toEqual([[], []]);

    expect((await refund({ override_gateway: true })).status).toBe(201);
    await world.rest();
    expect(await refunds(world)).toMatchObject([
      { status: 'rejected', sends: 1, status_reason: expect.stringContaining('does not support') as string },
    ]);
    await world.setPlatform({ gateways: [gateway] });
    await list();
    expect((await credit({ ...note, amount: '1' })).status).toBe(201);
    await world.rest();
    expect((await truth(world)).charges).toMatchObject([{ refunded: '1.000' }]);
    await proveTheEnd(world);
  });
});
