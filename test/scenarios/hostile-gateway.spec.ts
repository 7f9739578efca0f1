import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { MerchantAccounts } from '../../src/modules/merchants/index.js';
import { EXPIRED } from '../contract/ottu/support/untrusted-certificate.js';
import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { books, truth } from './support/books.js';
import { BAD_ANSWERS, BAD_LOOKS, CARD_NUMBER } from './support/bad-answers.js';
import { type Lie, LyingPlatform } from './support/lying-platform.js';
import { proveTheEnd } from './support/proofs.js';

const BEGIN = '2027-01-10T06:00:00Z';
const DUE = '2027-02-10T06:00:00Z';
interface Attempt {
  id: string;
  status: string;
  trouble: string | null;
  settled_by: string | null;
}

describe('A gateway that answers badly', () => {
  let engine: InProcessEngine;
  let world: World;
  let liar: LyingPlatform;
  /** By what is told of whom: all of it happens to one merchant, at one moment. */
  const subscriptions = new Map<string, Subscription>();

  beforeAll(async () => {
    engine = await InProcessEngine.start();
    world = await World.begin(engine, BEGIN);
    liar = await LyingPlatform.inFrontOf(world.simulator.url);
    await engine.sql('UPDATE merchants SET ottu_base_url = $2 WHERE id = $1', [world.merchant.id, liar.url]);
    for (const { what, lie } of BAD_ANSWERS) {
      await subscribe(`${what}, charged`, 'charge', lie);
      await subscribe(`${what}, declined`, 'charge', lie, { type: 'force_decline', code: '51' });
    }
    for (const [what, lie] of BAD_LOOKS)
      await subscribe(`look: ${what}`, 'look', lie, { type: 'drop_after' });
    await world.advanceTo(DUE);
    await tryAll();
  });
  afterAll(async () => {
    await liar.close();
    await world.end();
    await engine.stop();
  });

  /** So much silence opens the breaker of the gateway; here it is closed by hand until everybody was tried. */
  async function tryAll(): Promise<void> {
    const waiting = () =>
      engine.sql(
        `SELECT 1 FROM charges WHERE merchant_id = $1 AND next_action = 'attempt' AND attempts_made = 0`,
        [world.merchant.id],
      );
    for (let round = 0; (await waiting()).length > 0; round++) {
      if (round === subscriptions.size) throw new Error('Not everybody was tried');
      await engine.sql(`DELETE FROM gateway_breakers WHERE merchant_id = $1`, [world.merchant.id]);
      await world.rest();
    }
  }

  async function subscribe(
    name: string,
    endpoint: 'charge' | 'look',
    lie: Lie,
    fault?: object,
  ): Promise<void> {
    const subscription = await world.subscriber();
    const { customer } = subscription;
    if (fault) await world.fault({ endpoint: 'auto_debit', customer_id: customer }, fault);
    liar.tell(customer, endpoint, lie);
    subscriptions.set(name, subscription);
  }

  /** As its merchant sees it: the last attempt over the API. */
  async function lastAttempt(name: string): Promise<Attempt> {
    const { id } = subscriptions.get(name)!;
    const { data } = await world.get<{ data: { attempts: Attempt[] }[] }>(`/v1/charges?subscription=${id}`);
    return data[0]!.attempts.at(-1)!;
  }

  async function storedIn(text: string): Promise<string[]> {
    const tables = await engine.sql<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'inbound_webhooks'`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await engine.sql(`SELECT 1 FROM ${name} t WHERE t::text LIKE '%' || $1 || '%' LIMIT 1`, [
        text,
      ]);
      if (rows.length > 0) found.push(name);
    }
    return found;
  }

  describe.each(BAD_ANSWERS)('with $what', ({ what, shown }) => {
    it.each(['charged', 'declined'])(
      'is not believed, and what was wrong is shown, while the card was %s',
      async (fate) => {
        const attempt = await lastAttempt(`${what}, ${fate}`);
        expect(attempt).toMatchObject({ status: 'unknown', trouble: expect.stringMatching(shown) });
        const { data: waiting } = await world.get<{ data: { attempt: string; reason: string }[] }>(
          '/v1/ops/unknown?limit=100',
        );
        expect(waiting.map(({ reason }) => reason)).toContain(attempt.trouble);
        const { id } = subscriptions.get(`${what}, ${fate}`)!;
        const { data: told } = await world.get<{ data: { type: string; text: string }[] }>(
          `/v1/subscriptions/${id}/timeline`,
        );
        expect(told.filter(({ type }) => type === 'attempt.unknown')).toHaveLength(1);
      },
    );
  });

  it('has nothing of a card stored, and nobody sent where it pointed', async () => {
    expect(await storedIn(CARD_NUMBER)).toEqual([]);
    expect(liar.strange).toEqual([]);
  });

  describe('is asked again, and', () => {
    beforeAll(async () => {
      await world.advanceBy({ minutes: 6 });
    });

    it.each(BAD_ANSWERS)('what was charged beside $what is found to be', async ({ what }) => {
      expect(await lastAttempt(`${what}, charged`)).toMatchObject({
        status: 'succeeded',
        settled_by: 'look',
      });
    });

    it.each(BAD_LOOKS)('a session that is paid with %s settles nothing', async (what, _lie, status) => {
      expect(await lastAttempt(`look: ${what}`)).toMatchObject({ status, settled_by: null });
      const { data } = await world.get<{ data: { subscription: string }[] }>('/v1/ops/manual?limit=20');
      const { id } = subscriptions.get(`look: ${what}`)!;
      expect(data.some(({ subscription }) => subscription === id)).toBe(status === 'manual');
    });
  });

  describe('is at last honest, and', () => {
    beforeAll(async () => {
      await world.advanceBy({ hours: 2 });
      liar.beHonest();
      await world.advanceTo('2027-02-15T06:00:00Z');
    });

    it.each(BAD_ANSWERS)('what was declined beside $what is paid by the next try', async ({ what }) => {
      expect(await lastAttempt(`${what}, declined`)).toMatchObject({
        status: 'succeeded',
        settled_by: 'answer',
      });
    });

    it.each(BAD_LOOKS)('what was paid with %s is found, also where it waited for a person', async (what) => {
      const settled = { status: 'succeeded', settled_by: 'look' };
      expect(await lastAttempt(`look: ${what}`)).toMatchObject(settled);
    });

    it('nobody was charged twice, and what is booked was charged', async () => {
      const { charges, ...twice } = await truth(world);
      expect(twice).toMatchObject({
        sessions_charged_more_than_once: [],
        order_nos_charged_more_than_once: [],
      });
      const { attempts } = await books(world);
      const booked = attempts
        .filter(({ status }) => status === 'succeeded')
        .map((attempt) => attempt.order_no);
      expect(booked.sort()).toEqual(charges.map((charge) => charge.order_no).sort());
      expect(charges).toHaveLength(2 * subscriptions.size);
      expect(engine.errors).toEqual([]);
    });
  });
});

describe('A live account', () => {
  let engine: InProcessEngine;
  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  afterAll(() => engine.stop());

  it('whose gateway was switched to the sandbox is not paid by it: a person decides', async () => {
    const world = await World.begin(engine, BEGIN);
    const accounts = engine.get(MerchantAccounts);
    const liar = await LyingPlatform.inFrontOf(world.simulator.url);
    try {
      // A merchant with a test clock is a sandbox one; only its account passes for a live one here.
      const accountOf = accounts.accountOf.bind(accounts);
      accounts.accountOf = (merchant) => ({ ...accountOf(merchant), isSandbox: false });
      await engine.sql('UPDATE merchants SET ottu_base_url = $2 WHERE id = $1', [
        world.merchant.id,
        liar.url,
      ]);
      await world.setPlatform({ is_sandbox: false });
      const played = await world.subscriber({ interval: 'day' });
      await world.subscriber({ interval: 'day' });
      const switched: Lie = (truth) => ({
        status: 200,
        body: JSON.stringify({ ...truth, is_sandbox: true }),
      });
      for (const endpoint of ['charge', 'look'] as const) liar.tell(played.customer, endpoint, switched);
      await world.advanceTo('2027-01-11T06:05:00Z');
      const renewals = (await books(world)).attempts.filter(({ kind }) => kind === 'mit');
      expect(renewals.map(({ status }) => status).sort()).toEqual(['manual', 'succeeded']);
      const { data } = await world.get<{ data: object[] }>('/v1/ops/manual?limit=20');
      expect(data).toMatchObject([{ subscription: played.id, reason: expect.stringMatching(/sandbox/) }]);
      const open = (await books(world)).invoices.filter(({ status }) => status !== 'paid');
      expect(open).toHaveLength(1);
      expect(engine.errors).toEqual([]);
    } finally {
      delete (accounts as Partial<MerchantAccounts>).accountOf;
      await liar.close();
      await world.end();
    }
  });

  it('with a certificate that is not valid hears nothing of a charge, and it is shown why', async () => {
    const world = await World.begin(engine, BEGIN);
    let heard = 0;
    const impostor = createServer(EXPIRED, (socket) => {
      socket.on('error', () => undefined).on('data', () => heard++);
    }).on('tlsClientError', () => undefined);
    impostor.listen(0, '127.0.0.1');
    await once(impostor, 'listening');
    try {
      const { id } = await world.subscriber();
      const goTo = (url: string) =>
        engine.sql('UPDATE merchants SET ottu_base_url = $2 WHERE id = $1', [world.merchant.id, url]);
      await goTo(`https://localhost:${(impostor.address() as AddressInfo).port}`);
      await world.advanceTo(DUE);
      const { data } = await world.get<{ data: { attempts: Attempt[] }[] }>(`/v1/charges?subscription=${id}`);
      const trouble = expect.stringMatching(/no session could be opened.*certificate/);
      expect(data[0]!.attempts).toEqual([expect.objectContaining({ status: 'abandoned', trouble })]);
      expect(heard).toBe(0);
      await goTo(world.simulator.url);
      await world.advanceBy({ minutes: 2 });
      await proveTheEnd(world);
    } finally {
      impostor.close();
      await world.end();
    }
  });
});
