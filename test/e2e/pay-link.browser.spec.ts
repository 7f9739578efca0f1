import { browse, findChromium, HttpPayer, type Payer } from '../support/browser.js';
import { CARDS, payByHttp } from '../support/hosted-page.js';
import { Stage, STORY_MS } from './support/stage.js';

const chromium = findChromium();

let stage: Stage;
let payer: Payer | undefined;

beforeAll(async () => {
  stage = await Stage.set();
  await stage.shop.open();
}, STORY_MS);

afterEach(() => payer?.leave());
afterAll(() => stage.strike());

const LANGUAGES = [
  { language: 'en', dir: 'ltr', thanks: 'Paid. Thank you!', lost: 'This link does not work' },
  { language: 'ar', dir: 'rtl', thanks: 'تم الدفع، شكرًا لك', lost: 'هذا الرابط لا يعمل' },
] as const;

/** Where a link leads, without a browser. */
async function leadsTo(link: string): Promise<string> {
  const answer = await fetch(link, { redirect: 'manual' });
  expect(answer.status).toBe(303);
  return answer.headers.get('location')!;
}

const visit = async (link: string): Promise<Payer> =>
  chromium ? browse(chromium, link) : new HttpPayer(link);

describe('A customer whose renewal was declined', () => {
  test.each(LANGUAGES)(
    'follows the link of the invoice in $language, pays there, and finds it paid when they come again',
    async ({ language, dir, thanks, lost }) => {
      const { shop, engine } = stage;
      const { id, checkout } = await shop.subscribe(await shop.newCustomer(language));
      await payByHttp(checkout!.url, CARDS.declinesOnce);
      const { current_period_end } = await shop.activated(id);
      await shop.advanceTo(current_period_end!);
      expect((await shop.subscription(id)).status).toBe('past_due');
      const { data } = await engine.api.get(`/v1/invoices?subscription=${id}&status=open`);
      const { url } = await engine.api.post(`/v1/invoices/${data[0].id}/pay-link`);

      const page = await leadsTo(url);
      payer = chromium ? await browse(chromium, url) : new HttpPayer(page);
      expect(await payer.language()).toEqual({ lang: language, dir });
      expect(await payer.pay(CARDS.insufficientFunds)).toBe('attempted');
      expect(await leadsTo(url)).toBe(page);
      expect(await payer.pay(CARDS.approved)).toBe('paid');
      await payer.goesOn();
      await payer.leave();
      await shop.activated(id);

      payer = await visit(url);
      expect(await payer.language()).toEqual({ lang: language, dir });
      const words = await payer.words();
      expect(words).toContain(thanks);
      expect(words).toMatch(/INV-2027-\d{6}[^]*9\.500 KWD/);
      await payer.leave();

      payer = await visit(`${url.slice(0, -4)}AAAA`);
      expect(await payer.words()).toContain(lost);
      expect(await stage.books.faults()).toEqual([]);
    },
    STORY_MS,
  );
});
