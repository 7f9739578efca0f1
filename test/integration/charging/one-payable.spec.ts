import { randomUUID } from 'node:crypto';

import {
  type PreparedAttempt,
  ClosePagesInTheWay,
  PrepareAttempts,
  SendAttempt,
} from '../../../src/modules/charges/index.js';
import { Sweep } from '../../../src/modules/reconciliation/index.js';
import { proveTheEnd } from '../../scenarios/support/proofs.js';
import { truth } from '../../scenarios/support/books.js';
import { follow, led, payable, payAt, payLink, sessions, tries } from '../../scenarios/support/links.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { waitFor } from '../../support/wait.js';
import { type Subscription, World } from '../../support/world.js';

/** Two engines over one database: clicks and clocks that know of each other only through it. */
describe('of one invoice at most one session is payable, whoever is at work at the same time', () => {
  let engine: InProcessEngine;
  let other: InProcessEngine;
  let world: World;
  let subscription: Subscription;
  let link: string;
  let otherLink: string;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
    other = await InProcessEngine.start({ databaseUrl: engine.databaseUrl });
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    other.errors.length = 0;
    subscription = await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    link = await payLink(world);
    otherLink = (await other.app.getUrl()) + new URL(link).pathname;
  });
  afterEach(async () => {
    await world.end();
    // Whoever comes second finds out by looking, not by running into the index.
    expect(other.errors).toEqual([]);
  });
  afterAll(async () => {
    await other.stop();
    await engine.stop();
  });

  const scope = () => ({ kind: 'test_clock' as const, merchantId: world.merchant.id });
  const now = () => world.now();
  const prepare = async (by = engine): Promise<PreparedAttempt[]> =>
    (await by.get(PrepareAttempts).execute(scope(), await now(), randomUUID(), 10)).prepared;
  const charge = async (by = engine) =>
    Promise.all((await prepare(by)).map((attempt) => by.get(SendAttempt).execute(attempt)));
  const closePages = async (by = engine) => by.get(ClosePagesInTheWay).execute(scope(), await now(), 50);
  const ask = async (by = engine) => by.get(Sweep).execute(scope(), await now(), randomUUID(), 50);
  const click = (n: number) => follow(n % 2 === 0 ? link : otherLink);

  it('a hundred clicks at once make one session, and lead to nothing else', async () => {
    const before = (await sessions(world)).length;
    // Sixty a minute and process are let through to the work; the others are told to wait.
    const found = await Promise.all(Array.from({ length: 100 }, (_, n) => click(n)));
    expect((await sessions(world)).length).toBe(before + 1);
    expect(await payable(world)).toHaveLength(1);
    const addresses = new Set(found.flatMap(({ location }) => location ?? []));
    expect(addresses).toEqual(new Set([expect.stringContaining((await payable(world))[0]!.session_id)]));
    expect(new Set(found.map(({ notice }) => notice))).not.toContain('unavailable');
    // On a crowded machine a click may find its look at the declined charge too old; then the next one opens the page.
    const begun = (await tries(world)).filter((one) => one !== 'cit abandoned');
    expect(begun).toEqual(['cit succeeded', 'mit declined', 'cit ready']);
    await payAt([...addresses][0]!);
    await world.rest();
    await proveTheEnd(world);
  });

  it('clicks while the retry is being prepared and sent find it, or keep it from being written', async () => {
    await world.jumpTo('2027-02-11T06:00:00Z');
    const clicks = Array.from({ length: 20 }, (_, n) => click(n));
    await Promise.all([charge(), ...clicks.slice(0, 10), charge(other), ...clicks.slice(10)]);
    // Whoever came first, the other one has not begun.
    const [, , third, ...rest] = await tries(world);
    expect(['mit succeeded', 'cit ready']).toContain(third);
    expect(rest).toEqual([]);
    expect((await payable(world)).length).toBe(third === 'cit ready' ? 1 : 0);
    await world.advanceTo('2027-02-12T06:00:00Z');
    expect((await truth(world)).charges).toHaveLength(2);
    await proveTheEnd(world);
  });

  it('a click between the writing ahead of the retry and its call opens nothing', async () => {
    await world.jumpTo('2027-02-11T06:00:00Z');
    const [retry] = await prepare();
    const before = (await sessions(world)).length;
    expect((await Promise.all(Array.from({ length: 10 }, (_, n) => click(n)))).map((f) => f.notice)).toEqual(
      Array<string>(10).fill('checking'),
    );
    expect((await sessions(world)).length).toBe(before);
    await engine.get(SendAttempt).execute(retry!);
    expect((await follow(link)).notice).toBe('paid');
    await world.rest();
    await proveTheEnd(world);
  });

  it('a cancel while the page is being opened does not wait for its customer: it is closed unseen', async () => {
    await world.fault({ endpoint: 'create' }, { type: 'delay_after', ms: 1500 });
    const clicked = click(0);
    await waitFor(
      'the page to be prepared',
      () => tries(world),
      (found) => found.at(-1) === 'cit prepared',
    );
    expect(await world.cancel(subscription.id, 'now')).toMatchObject({ cancel_pending: true });
    expect((await clicked).notice).toBe('checking');
    await world.rest();
    expect((await world.subscription(subscription.id)).status).toBe('canceled');
    expect(await payable(world)).toEqual([]);
    await proveTheEnd(world);
  });

  it('the retry, again and again by two clocks, is not written while the page is open', async () => {
    await world.advanceTo('2027-02-11T05:40:00Z');
    const page = await led(link);
    await world.jumpTo('2027-02-11T06:00:00Z');
    const claims = await Promise.all([prepare(), prepare(other), prepare(), prepare(other)]);
    expect(claims.flat()).toEqual([]);
    await payAt(page);
    await Promise.all([closePages(), closePages(other), ask(), ask(other), prepare(), prepare(other)]);
    await world.rest();
    expect(await tries(world)).toEqual(['cit succeeded', 'mit declined', 'cit succeeded']);
    expect((await truth(world)).charges).toHaveLength(2);
    await proveTheEnd(world);
  });

  it('a customer who pays in the instant in which the page is closed is charged once', async () => {
    await world.advanceTo('2027-02-11T05:40:00Z');
    const page = await led(link);
    await world.jumpTo('2027-02-11T06:00:00Z');
    await closePages();
    const paying = fetch(`${page}/pay`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({
        card_number: '4111111111111111',
        card_expiry: '12/49',
        card_cvv: '123',
        card_name: 'NOURA ALSABAH',
      }),
    });
    await Promise.all([paying, ask(), ask(other), charge(), charge(other)]);
    await world.advanceTo('2027-02-11T08:00:00Z');
    expect((await truth(world)).charges).toHaveLength(2);
    const all = await tries(world);
    expect(all.filter((one) => one.endsWith(' succeeded'))).toHaveLength(2);
    await proveTheEnd(world);
  });

  it('a customer who comes back before anybody told us of the payment is not led there again', async () => {
    await payAt(await led(link));
    expect((await follow(link)).notice).toBe('paid');
    expect(await tries(world)).toEqual(['cit succeeded', 'mit declined', 'cit succeeded']);
    await world.advanceTo('2027-02-11T08:00:00Z');
    await proveTheEnd(world);
  });

  it('is limited in how often one process lets it be followed', async () => {
    const found = await Promise.all(Array.from({ length: 70 }, () => follow(link)));
    const refused = found.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(10);
    expect(refused[0]!.notice).toBe('too_many');
    await world.advanceTo('2027-02-12T06:00:00Z');
    await proveTheEnd(world);
  });
});
