import { CARDS, payByHttp } from '../support/hosted-page.js';
import { waitFor } from '../support/wait.js';
import { openShopThatDies, recover } from './support/crashes.js';
import { type Stage, STORY_MS } from './support/stage.js';

let stage: Stage;

afterEach(() => stage.strike());

describe('A process that is killed while it gives money back', () => {
  test.each([
    'after-refund-claim',
    'before-refund-sent',
    'after-refund-sent',
    'after-bytes-out',
    'after-refund-answer',
    'inside-refund-settle',
  ])(
    'at %s has given it back once in the end',
    async (crashAt) => {
      stage = await openShopThatDies(crashAt);
      const { shop, books } = stage;
      const { id } = await shop.newSubscriber(CARDS.approved);
      const { data } = await shop.api.get(`/v1/charges?subscription=${id}`);
      const headers = { 'idempotency-key': 'refund-1' };
      // A part, of which the platform would give another: only we can keep it from being given twice.
      await shop.api
        .post(`/v1/charges/${data[0].id}/refund`, { amount: '4.000' }, headers)
        .catch(() => undefined);
      await recover(stage);
      await shop.advanceBy({ hours: 2 });
      // The ticks of a clock at rest may have had it in hand while the clock was advanced past it.
      await waitFor(
        'the refund to be settled',
        () => books.query(`SELECT FROM refunds WHERE status NOT IN ('succeeded', 'manual')`),
        (open) => open.length === 0,
      );
      expect(await books.faults()).toEqual([]);
      expect((await books.truth()).charges.map(({ refunded }) => refunded)).toEqual(['4.000']);
      expect(await books.query('SELECT status FROM refunds')).toEqual([{ status: 'succeeded' }]);
      await shop.advanceBy({ hours: 2 });
      expect((await books.truth()).charges.map(({ refunded }) => refunded)).toEqual(['4.000']);
    },
    STORY_MS,
  );
});

describe('A process that is killed while it decides about money that a bank holds', () => {
  test.each([
    ['capture', 'after-refund-sent', '9.500'],
    ['capture', 'inside-refund-settle', '9.500'],
    ['void', 'after-refund-sent', '0.000'],
  ])(
    'has sent one %s in the end, killed at %s',
    async (kind, crashAt, captured) => {
      stage = await openShopThatDies(crashAt);
      const { shop, books } = stage;
      await shop.api.send('PUT', '/v1/merchant/routing', { currency: 'KWD', gateway: 'mpgs-authorize' });
      const { id, checkout } = await shop.subscribe(await shop.newCustomer());
      await payByHttp(checkout!.url, CARDS.approved);
      const [held] = await waitFor(
        'the bank to hold the money',
        async () => (await shop.api.get('/v1/ops/authorizations')).data,
        (all) => all.length === 1,
      );
      const headers = { 'idempotency-key': `${kind}-1` };
      await shop.api.post(`/v1/charges/${held.charge}/${kind}`, {}, headers).catch(() => undefined);
      await recover(stage);
      await shop.advanceBy({ hours: 2 });
      await waitFor(
        'the decision to be settled',
        () => books.query(`SELECT FROM refunds WHERE status NOT IN ('succeeded', 'manual')`),
        (open) => open.length === 0,
      );
      expect(await books.faults()).toEqual([]);
      expect((await books.truth()).charges).toMatchObject([{ captured }]);
      expect(await books.query('SELECT kind, status FROM refunds')).toEqual([{ kind, status: 'succeeded' }]);
      expect(await shop.subscription(id)).toMatchObject({ status: kind === 'capture' ? 'active' : 'ended' });
      await shop.advanceBy({ days: 8 });
      expect((await books.truth()).charges).toMatchObject([{ captured }]);
      expect(await books.faults()).toEqual([]);
    },
    STORY_MS,
  );
});
