import { randomBytes } from 'node:crypto';

import { follow, led, payLink } from '../../scenarios/support/links.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';

describe('the pages for customers', () => {
  let engine: InProcessEngine;
  let world: World;
  let url: string;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    url = await engine.app.getUrl();
  });
  afterAll(async () => {
    await world.end();
    await engine.stop();
  });

  it.each([
    ['a token that was never given', `/pay/${randomBytes(32).toString('base64url')}`],
    ['a token of the wrong length', '/pay/abc'],
    ['a token with signs that none has', `/pay/${'%3Cscript%3E'.repeat(5)}`],
    ['a very long token', `/pay/${'x'.repeat(5000)}`],
    ['a card link that was never given', `/card/${randomBytes(32).toString('base64url')}`],
  ])('say in both languages of %s that it leads nowhere', async (_what, path) => {
    const { status, notice, html } = await follow(url + path);
    if (path.length > 1000) return expect([404, 414]).toContain(status);
    expect({ status, notice }).toEqual({ status: 404, notice: 'unknown' });
    expect(html).toContain('This link does not work');
    expect(html).toContain('هذا الرابط لا يعمل');
    expect(html).not.toContain('<script');
  });

  it('do not take the token of one for the other', async () => {
    await world.subscribe(await world.createCustomer(), await world.createPrice());
    const link = await payLink(world);
    await led(link);
    expect((await follow(link.replace('/pay/', '/card/'))).notice).toBe('unknown');
  });

  it('keep no token that would open them', async () => {
    const token = new URL(await payLink(world)).pathname.split('/')[2]!;
    const rows = await engine.sql<{ row: string }>(`SELECT l::text AS row FROM links l`);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ row }) => row.includes(token))).toEqual([]);
  });

  it('are for reading: anything else is refused', async () => {
    const link = await payLink(world);
    expect((await fetch(link, { method: 'POST' })).status).toBe(405);
    expect((await fetch(link, { method: 'DELETE' })).status).toBe(405);
  });

  it('show a name that looks like markup as the text that it is', async () => {
    await engine.sql(`UPDATE merchants SET name = '<img src=x onerror=alert(1)>' WHERE id = $1`, [
      world.merchant.id,
    ]);
    const { id: customer } = await world.createCustomer();
    await world.post(`/v1/subscriptions`, { customer, items: [{ price: await world.createPrice() }] });
    const link = await payLink(world);
    await engine.sql(`UPDATE attempts SET status = 'fenced' WHERE merchant_id = $1 AND status = 'ready'`, [
      world.merchant.id,
    ]);
    const { notice, html } = await follow(link);
    expect(notice).toBe('checking');
    expect(html).toContain('&lt;img src=x');
    expect(html).not.toContain('<img');
  });
});
