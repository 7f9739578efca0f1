import { Api, type Answer, type Json } from '../support/api-client.js';
import { CARDS, payByHttp } from '../support/hosted-page.js';
import { newMerchant } from './support/merchant-cli.js';
import { refusalOf } from './support/problem.js';
import { Stage, STORY_MS } from './support/stage.js';

let stage: Stage;
let stranger: { id: string; key: string };
/** A genuine webhook of a payment that was declined, and the address it went to. */
let genuine: Json;
let address: string;
let subscription: string;

beforeAll(async () => {
  stage = await Stage.set();
  await stage.shop.open();
  stranger = newMerchant(stage.engine);
  const { id, checkout } = await stage.shop.subscribe(await stage.shop.newCustomer());
  subscription = id;
  await payByHttp(checkout!.url, CARDS.insufficientFunds);
  const { deliveries } = await stage.engine.simulator.get(
    `/control/webhooks?session_id=${checkout!.session_id}`,
  );
  genuine = deliveries[0].body;
  address = new URL(deliveries[0].url).pathname;
  await stage.shop.advanceBy({ minutes: 30 });
  await stage.books.settle();
}, STORY_MS);

afterAll(() => stage.strike());

async function send(path: string, body: unknown): Promise<Answer> {
  const before = await stage.books.fingerprint();
  const answer = await new Api(stage.engine.url).send('POST', path, body);
  expect(await stage.books.fingerprint()).toEqual(before);
  expect(await stage.shop.subscription(subscription)).toMatchObject({ status: 'incomplete' });
  return answer;
}

describe('A message that claims to be from Ottu', () => {
  test.each([
    ['whose signature is not of its words', () => ({ ...genuine, state: 'paid', result: 'success' })],
    ['with a signature of nothing', () => ({ ...genuine, signature: '0'.repeat(64) })],
    ['without a signature', () => ({ ...genuine, signature: undefined })],
  ])('%s is refused with 401', async (_what, body) => {
    const refusal = { status: 401, code: 'webhook_signature_invalid', fields: [] };
    expect(refusalOf(await send(address, body()))).toEqual(refusal);
  });

  test.each([
    [
      'to a secret that is not the one',
      () => address.replace(/[^/]+\/payment$/, `${'0'.repeat(26)}/payment`),
    ],
    ["to another merchant with this one's secret", () => address.replace(/mer_[^/]+/, stranger.id)],
    ['to a merchant that is none', () => address.replace(/mer_[^/]+/, 'mer_nobody')],
  ])('%s finds no door', async (_what, path) => {
    expect(refusalOf(await send(path(), genuine))).toEqual({ status: 404, code: 'not_found', fields: [] });
  });

  test('that came before is taken again, and does nothing', async () => {
    const answer = await send(address, JSON.stringify(genuine));
    expect(answer.status).toBe(200);
    const [last] = await stage.books.query(`SELECT status FROM inbound_webhooks ORDER BY id DESC LIMIT 1`);
    expect(last).toEqual({ status: 'duplicate' });
  });

  test.each([
    ['without a body', undefined],
    ['that is no JSON', 'state=paid'],
    ['that is JSON and no object', '["paid"]'],
  ])('%s is refused with 400', async (_what, body) => {
    const { status, code } = refusalOf(await send(address, body));
    expect(status).toBe(400);
    expect(['invalid_json', 'invalid_request']).toContain(code);
  });

  test('with a number where Ottu signs a text is told which field', async () => {
    const refusal = { status: 400, code: 'invalid_request', fields: ['amount'] };
    expect(refusalOf(await send(address, { ...genuine, amount: 9.5 }))).toEqual(refusal);
  });
});

test('Everything refused is kept as evidence, and its sender was told nothing of ours', async () => {
  const [row] = await stage.books.query(
    `SELECT count(*)::int AS refused FROM inbound_webhooks WHERE status = 'refused'`,
  );
  // What found no door is nobody's; the rest is seven.
  expect(row).toEqual({ refused: 7 });
});
