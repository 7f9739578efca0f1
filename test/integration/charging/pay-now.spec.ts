import { randomUUID } from 'node:crypto';

import { proveTheEnd } from '../../scenarios/support/proofs.js';
import { truth } from '../../scenarios/support/books.js';
import { invoiceId, led, payLink, tries } from '../../scenarios/support/links.js';
import { giveNewCard } from '../../scenarios/support/new-card.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { type Subscription, World } from '../../support/world.js';

describe('a charge that is asked for now', () => {
  let engine: InProcessEngine;
  let world: World;
  let subscription: Subscription;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    subscription = await world.subscriber();
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  interface Problem {
    code?: string;
    detail?: string;
    status: string;
  }

  const pay = async (key?: string) =>
    world.call<Problem>('POST', `/v1/invoices/${await invoiceId(world)}/pay`, {}, key);
  const declineOn = async (code: string) => {
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code });
    await world.advanceTo('2027-02-10T06:00:00Z');
  };

  /** The second retry, of the 14th, is the one that can be brought forward: the first is made as soon as a try may be. */
  const declineTwice = async () => {
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' }, { times: 2 });
    await world.advanceTo('2027-02-12T06:00:00Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit declined', 'mit declined']);
  };

  it('brings the next planned try forward, and once however often it is asked for', async () => {
    await declineTwice();
    const key = randomUUID();
    const answers = await Promise.all([pay(key), pay(), pay(), pay(), pay()]);
    const accepted = answers.filter(({ status }) => status === 202);
    expect(accepted.length).toBeGreaterThan(0);
    expect(accepted[0]!.body.status).toBe('scheduled');
    await world.rest();
    expect(await tries(world)).toEqual(['cit succeeded', 'mit declined', 'mit declined', 'mit succeeded']);
    expect((await truth(world)).charges).toHaveLength(2);
    expect((await pay()).status).toBe(409);
    await proveTheEnd(world);
  });

  it('uses the retry that was planned anyway', async () => {
    await declineTwice();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' });
    expect((await pay()).status).toBe(202);
    await world.rest();
    const [charge] = await engine.sql<{ retries_used: number; next_action_at: Date }>(
      `SELECT retries_used, next_action_at FROM charges WHERE merchant_id = $1 ORDER BY id DESC LIMIT 1`,
      [world.merchant.id],
    );
    expect(charge).toEqual({ retries_used: 3, next_action_at: new Date('2027-02-17T06:00:00Z') });
    await world.advanceTo('2027-02-17T06:00:00Z');
    await proveTheEnd(world);
  });

  it('keeps a whole day between tries of one invoice, and says from when on', async () => {
    await declineOn('05');
    await world.advanceTo('2027-02-11T02:00:00Z');
    const { status, body } = await pay();
    expect(status).toBe(409);
    expect(body.detail).toContain('2027-02-11T06:00:00.000Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit declined']);
    await world.advanceTo('2027-02-11T06:00:00Z');
    await proveTheEnd(world);
  });

  it('is refused for a card that its issuer forbids, and the reason told', async () => {
    await declineOn('43');
    await world.advanceTo('2027-02-12T06:00:00Z');
    expect(await pay()).toMatchObject({ status: 422, body: { code: 'rule_violation' } });
    await world.advanceTo('2027-03-03T06:00:00Z');
    expect(await pay()).toMatchObject({ status: 409, body: { code: 'conflict' } });
    await proveTheEnd(world);
  });

  it('is refused when the card was tried as often as may be, and not for another card that was declined once', async () => {
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' }, { times: 6 });
    await world.advanceTo('2027-02-26T06:00:00Z');
    const { status, body } = await pay();
    expect(status).toBe(422);
    expect(body.detail).toMatch(/This card was tried again 4 times.*pay link/);
    await giveNewCard(world, subscription, 'approved_mastercard');
    await world.rest();
    const declined = Array(6).fill('mit declined');
    expect(await tries(world)).toEqual(['cit succeeded', ...declined]);
    await world.advanceTo('2027-02-27T07:00:00Z');
    expect((await pay()).status).toBe(202);
    await world.rest();
    expect(await tries(world)).toEqual(['cit succeeded', ...declined, 'mit succeeded']);
    await proveTheEnd(world);
  });

  it('is refused after two retries when nobody understands why the card is declined', async () => {
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' }, { times: 3 });
    await world.advanceTo('2027-02-16T06:00:00Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit declined', 'mit declined', 'mit declined']);
    await engine.sql(
      `UPDATE attempts SET decline_not_understood = true WHERE merchant_id = $1 AND status = 'declined'`,
      [world.merchant.id],
    );
    const { status, body } = await pay();
    expect(status).toBe(422);
    expect(body.detail).toMatch(/not understood/);
    await world.advanceTo('2027-03-03T06:00:00Z');
    await proveTheEnd(world);
  });

  it('is refused while a payment is in doubt, and while charging is stopped', async () => {
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_outcome', outcome: 'no_answer' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit unknown']);
    expect((await pay()).status).toBe(409);
    await world.advanceTo('2027-02-10T12:00:00Z');
    await engine.sql(`UPDATE merchants SET charging_stopped_at = now() WHERE id = $1`, [world.merchant.id]);
    expect((await pay()).body.detail).toMatch(/charging is stopped/);
    await engine.sql(`UPDATE merchants SET charging_stopped_at = NULL WHERE id = $1`, [world.merchant.id]);
    await world.advanceTo('2027-02-12T06:00:00Z');
    await proveTheEnd(world);
  });

  it('waits for the page that the customer has open', async () => {
    await declineTwice();
    await led(await payLink(world));
    expect((await pay()).status).toBe(202);
    await world.rest();
    const before = ['cit succeeded', 'mit declined', 'mit declined'];
    expect(await tries(world)).toEqual([...before, 'cit ready']);
    await world.advanceTo('2027-02-12T06:15:00Z');
    expect(await tries(world)).toEqual([...before, 'cit abandoned', 'mit succeeded']);
    await proveTheEnd(world);
  });

  it('needs an Idempotency-Key, the right scope, and an invoice of this merchant', async () => {
    const url = `${await engine.app.getUrl()}/v1/invoices/${await invoiceId(world)}/pay`;
    const key = (world as unknown as { key: string }).key;
    const bare = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${key}` } });
    expect(bare.status).toBe(400);
    expect(await bare.json()).toMatchObject({ code: 'idempotency_key_required' });
    const other = await World.begin(engine, '2027-01-10T06:00:00Z');
    const theirs = await invoiceId(world);
    expect((await other.call('POST', `/v1/invoices/${theirs}/pay`, {})).status).toBe(404);
    expect((await other.call('POST', `/v1/invoices/${theirs}/pay-link`, {})).status).toBe(404);
    await other.end();
    expect((await pay()).status).toBe(409);
  });
});
