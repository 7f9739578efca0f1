import { CARDS, payByHttp } from '../support/hosted-page.js';
import { waitFor } from '../support/wait.js';
import { LastingStage, recover } from './support/crashes.js';
import { type Stage, STORY_MS } from './support/stage.js';

const stages = new LastingStage(({ shop }) => shop.open());

afterAll(() => stages.strike());

/** All that was asked for came about as it was asked for. */
async function settled({ shop, books }: Stage): Promise<void> {
  await shop.advanceBy({ hours: 2 });
  // The ticks of a clock at rest may have had it in hand while the clock was advanced past it.
  await waitFor(
    'what was asked for to be settled',
    () => books.query(`SELECT FROM refunds WHERE status NOT IN ('succeeded', 'manual')`),
    (open) => open.length === 0,
  );
  expect(await books.faults()).toEqual([]);
}

/** What the platform has of a charge, by the subscription that was paid with it. */
async function chargeOf({ shop, books }: Stage, id: string) {
  const [first] = await shop.attempts(id);
  return (await books.truth()).charges.find((one) => one.order_no === first!.order_no);
}

function givenBack({ books }: Stage, id: string): Promise<object[]> {
  return books.query(
    `SELECT r.kind, r.status FROM refunds r JOIN subscriptions s ON s.id = r.subscription_id
     WHERE s.public_id = $1`,
    [id],
  );
}

/** Asked of a process that dies of it. */
function ask({ shop }: Stage, charge: string, what: string, body: object, key: string): Promise<unknown> {
  const headers = { 'idempotency-key': key };
  return shop.api.post(`/v1/charges/${charge}/${what}`, body, headers).catch(() => undefined);
}

describe('A process that is killed while it gives money back', () => {
  test.each([
    'after-refund-claim',
    'before-refund-sent',
    'after-refund-sent',
    'after-bytes-out',
    'after-refund-answer',
    'inside-refund-settle',
  ] as const)(
    'at %s has given it back once in the end',
    (crashPoint) =>
      stages.tell(async (stage) => {
        const { engine, shop, books } = stage;
        const { id } = await shop.newSubscriber(CARDS.approved);
        const { data } = await shop.api.get(`/v1/charges?subscription=${id}`);
        await engine.diesNextAt(crashPoint);
        // A part, of which the platform would give another: only we can keep it from being given twice.
        await ask(stage, data[0].id, 'refund', { amount: '4.000' }, `refund-${id}`);
        await recover(stage);
        await settled(stage);
        expect(await chargeOf(stage, id)).toMatchObject({ refunded: '4.000' });
        expect(await givenBack(stage, id)).toEqual([{ kind: 'refund', status: 'succeeded' }]);
        const all = (await books.truth()).charges;
        await shop.advanceBy({ hours: 2 });
        expect((await books.truth()).charges).toEqual(all);
      }),
    STORY_MS,
  );
});

describe('A process that is killed while it decides about money that a bank holds', () => {
  test.each([
    ['capture', 'after-refund-sent', '9.500'],
    ['capture', 'inside-refund-settle', '9.500'],
    ['void', 'after-refund-sent', '0.000'],
  ] as const)(
    'has sent one %s in the end, killed at %s',
    (kind, crashPoint, captured) =>
      stages.tell(async (stage) => {
        const { engine, shop, books } = stage;
        await shop.api.send('PUT', '/v1/merchant/routing', { currency: 'KWD', gateway: 'mpgs-authorize' });
        const { id, checkout } = await shop.subscribe(await shop.newCustomer());
        await payByHttp(checkout!.url, CARDS.approved);
        const [held] = await waitFor(
          'the bank to hold the money',
          async () => (await shop.api.get('/v1/ops/authorizations')).data,
          (all) => all.length === 1,
        );
        await engine.diesNextAt(crashPoint);
        await ask(stage, held.charge, kind, {}, `${kind}-${id}`);
        await recover(stage);
        await settled(stage);
        expect(await chargeOf(stage, id)).toMatchObject({ captured });
        expect(await givenBack(stage, id)).toEqual([{ kind, status: 'succeeded' }]);
        const status = kind === 'capture' ? 'active' : 'ended';
        expect(await shop.subscription(id)).toMatchObject({ status });
        const all = (await books.truth()).charges;
        await shop.advanceBy({ days: 8 });
        expect((await books.truth()).charges).toEqual(all);
        expect(await books.faults()).toEqual([]);
      }),
    STORY_MS,
  );
});
