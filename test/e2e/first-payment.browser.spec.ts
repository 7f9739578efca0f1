import { browse, findChromium, HttpPayer, type Payer } from '../support/browser.js';
import { CARDS } from '../support/hosted-page.js';
import { Stage, STORY_MS } from './support/stage.js';

const chromium = findChromium();
if (chromium === null) {
  // Not the console, on which jest would hang a stack.
  process.stderr.write('No chromium here (apt-get install chromium): the hosted page is walked by HTTP.\n');
}

let stage: Stage;
let payer: Payer | undefined;

beforeAll(async () => {
  stage = await Stage.set();
  await stage.shop.open();
}, STORY_MS);

afterEach(() => payer?.leave());
afterAll(() => stage.strike());

const LANGUAGES = [
  { language: 'en', dir: 'ltr', declined: 'The payment was declined', agreed: 'every month' },
  { language: 'ar', dir: 'rtl', declined: 'رُفضت عملية الدفع', agreed: 'كل شهر' },
] as const;

describe('A customer who pays on the hosted page', () => {
  test.each(LANGUAGES)(
    'in $language tries a second card after a decline, comes back to the shop and is a subscriber',
    async ({ language, dir, declined, agreed }) => {
      const { shop } = stage;
      const { id, customer, checkout, status } = await shop.subscribe(await shop.newCustomer(language));
      expect(status).toBe('incomplete');
      payer = chromium ? await browse(chromium, checkout!.url) : new HttpPayer(checkout!.url);

      expect(await payer.language()).toEqual({ lang: language, dir });
      expect(await payer.words()).toEqual(expect.stringContaining(agreed));
      expect(await payer.pay(CARDS.insufficientFunds)).toBe('attempted');
      expect(await payer.words()).toEqual(expect.stringContaining(declined));
      expect((await shop.subscription(id)).status).toBe('incomplete');

      expect(await payer.pay(CARDS.approved)).toBe('paid');
      await expectReturned(await payer.goesOn(), checkout!.session_id);
      await shop.activated(id);
      await expectOnFile(customer);
      await expectBooked(id);
      await expectToldInOrder(id);
    },
    STORY_MS,
  );
});

/** Our return_url, with Ottu's references added. */
async function expectReturned(address: string, sessionId: string): Promise<void> {
  const url = new URL(address);
  expect(`${url.origin}${url.pathname}`).toBe(`${stage.engine.url}/health/live`);
  expect(url.searchParams.get('session_id')).toBe(sessionId);
}

async function expectOnFile(customer: string): Promise<void> {
  const { data } = await stage.engine.api.get(`/v1/customers/${customer}/cards`);
  expect(data).toEqual([
    {
      id: expect.stringMatching(/^card_/),
      brand: 'VISA',
      last_four: '1111',
      expiry_month: 12,
      expiry_year: 2034,
      gateway: 'credit-card',
      status: 'active',
      reason: null,
      is_default: false,
      kept_at_ottu: false,
      external_id: null,
    },
  ]);
  const { charges } = await stage.engine.simulator.get(`/truth?customer_id=${customer}`);
  expect(JSON.stringify(data)).not.toContain(charges[0].token);
  expect(await stage.engine.api.get(`/v1/customers/${customer}/access`)).toMatchObject({ access: 'full' });
}

async function expectBooked(subscription: string): Promise<void> {
  const { data } = await stage.engine.api.get(`/v1/invoices?subscription=${subscription}`);
  expect(data).toMatchObject([{ status: 'paid', total: '9.500', currency: 'KWD' }]);
  expect(await stage.books.faults()).toEqual([]);
  const agreements = await stage.books.query(
    `SELECT a.status, a.frequency, a.cycles_used, a.card_id = s.card_id AS has_the_card
     FROM agreements a JOIN subscriptions s ON s.id = a.subscription_id WHERE s.public_id = $1`,
    [subscription],
  );
  expect(agreements).toEqual([
    { status: 'active', frequency: 'monthly', cycles_used: 1, has_the_card: true },
  ]);
}

async function expectToldInOrder(subscription: string): Promise<void> {
  const { data } = await stage.engine.api.get(`/v1/subscriptions/${subscription}/timeline`);
  const types = data.map((event: { type: string }) => event.type);
  // Of the decline and of the success; what is asked because of them is told as routine.
  expect(types).toEqual([
    'subscription.created',
    'invoice.finalized',
    'subscription.checkout_opened',
    'webhook.received',
    'webhook.received',
    'attempt.succeeded',
    'invoice.paid',
    'charge.succeeded',
    'subscription.activated',
    'card.saved',
    'agreement.created',
  ]);
  for (const { summary } of data) expect(summary).toMatch(/^[A-Z].{10,}\.$/);
}
