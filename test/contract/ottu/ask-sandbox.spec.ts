import { askAll, asMarkdown, type Findings, NotASandbox } from '../../../src/cli/sandbox/ask-all.js';
import { ottuClient } from '../../../src/cli/ottu-client.js';
import { Sandbox } from '../../../src/cli/sandbox/sandbox.js';
import { SystemClock } from '../../../src/platform/clock/clock.js';
import { createSimulator, type Simulator } from '../../../src/simulator/index.js';
import { CARDS } from './support/desk.js';

const KEY = 'sim_ottu_api_key';
const OPTIONS = { pgCode: 'credit-card', currency: 'KWD', customer: 'ask-ottu-1', amount: '1.000' };

async function ask(url: string, left: Findings['left'] = {}): Promise<Findings> {
  const account = {
    merchantId: 0n,
    baseUrl: url,
    credentials: { kind: 'api_key', apiKey: KEY } as const,
    isSandbox: true,
    isSimulator: false,
  };
  const client = ottuClient((call) => sandboxes.forEach((sandbox) => sandbox.hear(call)));
  const sandboxes = [1, 2].map(() => new Sandbox(client.gateway, account, OPTIONS, new SystemClock()));
  try {
    return await askAll(sandboxes[0]!, sandboxes[1]!, left);
  } finally {
    await client.close();
  }
}

const answersOf = ({ answers }: Findings) =>
  Object.fromEntries(answers.map(({ id, conclusion }) => [id, conclusion]));

/** A person pays on the page that the first run names. */
async function payOn(page: string, simulator: Simulator): Promise<void> {
  const { pathname } = new URL(page);
  const form = { card_number: CARDS.good, card_expiry: '12/34', card_cvv: '123', card_name: 'Layla Haddad' };
  await fetch(`${simulator.url}${pathname.replace(/\/?$/, '/pay')}`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(form),
  });
}

async function asked(settings: object): Promise<{ first: Findings; second: Findings }> {
  const simulator = await createSimulator({ seed: 'ask', settings });
  try {
    const url = await simulator.listen(0);
    const first = await ask(url);
    const page = /https?:\S+/.exec(answersOf(first)['two-charges-at-once']!)![0];
    await payOn(page, simulator);
    return { first, second: await ask(url, first.left) };
  } finally {
    await simulator.close();
  }
}

test('two accounts that behave differently are found to, and the answers are written down', async () => {
  const one = await asked({});
  const other = await asked({ duplicate_order_no: 'refuse', auto_debit_concurrency: 'parallel' });
  expect(answersOf(one.first)['charge-of-a-paid-session']).toMatch(/^not asked: there is no card; pay/);
  expect(answersOf(one.first)['expires-by-itself']).toMatch(/^not answered yet/);
  expect(answersOf(one.second)).toEqual({
    'order-number-twice': 'It is not refused: there are two sessions of one order.',
    'charge-of-a-paid-session': expect.stringMatching(/^It does not charge again: refused with HTTP 400/),
    'charge-of-an-expired-session': expect.stringMatching(/^It does not charge: refused with HTTP 400/),
    'two-charges-at-once': 'One was paid and the other was not: one after the other.',
    'older-address': 'Both.',
    'refund-under-one-key': expect.stringMatching(/^1 refunds are told after two requests/),
    'expires-by-itself': expect.stringMatching(/is created\.$/),
    'what-the-user-may': 'make sessions: created; list cards: listed; list reports: listed',
  });
  expect(answersOf(other.second)).toMatchObject({
    'order-number-twice': expect.stringMatching(/^It is refused: refused with HTTP 400/),
    'two-charges-at-once': expect.stringMatching(/^Both were answered as paid/),
  });

  const page = asMarkdown(one.second);
  expect(page).toContain('| Is an order number refused when it is used twice? | It is not refused');
  expect(page).toContain('"call": "charge the card"');
  const written = page + JSON.stringify(one.second) + JSON.stringify(other.second);
  expect(written).not.toContain(KEY);
  expect(written).not.toContain('4111111111111111');
  expect(written).toMatch(/"token": ?"\[redacted\]"/);
});

test('in an account that is no sandbox nothing is made', async () => {
  const simulator = await createSimulator({ seed: 'ask', settings: { is_sandbox: false } });
  const url = await simulator.listen(0);
  await expect(ask(url)).rejects.toThrow(NotASandbox);
  const truth = (await (await fetch(`${url}/truth`)).json()) as { charges: unknown[] };
  expect(truth.charges).toEqual([]);
  await simulator.close();
});
