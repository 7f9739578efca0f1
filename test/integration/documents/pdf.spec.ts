import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import { change } from '../../scenarios/support/life.js';
import { UsageDesk } from '../../scenarios/support/usage-desk.js';
import { download, type ReadPdf, readPdf, readTlv } from './support/read-pdf.js';

/** One point, as small as a PNG can be. */
const LOGO =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('the PDF of an invoice', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
  });
  afterEach(() => world.end());
  afterAll(() => engine.stop());

  async function invoiceId(): Promise<string> {
    const { data } = await world.get<{ data: { id: string }[] }>('/v1/invoices');
    return data[0]!.id;
  }

  async function print(language: string): Promise<ReadPdf> {
    return readPdf(
      (await download(world, `/v1/invoices/${await invoiceId()}/pdf?language=${language}`)).body,
    );
  }

  const profile = (body: object) => world.call<{ code: string }>('PATCH', '/v1/merchant/profile', body);

  it('says in English who owes whom how much for what', async () => {
    await world.subscriber();
    const { answer, body } = await download(world, `/v1/invoices/${await invoiceId()}/pdf?language=en`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toBe('inline; filename="INV-2027-000001.pdf"');
    const { pages, title, language } = await readPdf(body);
    expect({ title, language, pages: pages.length }).toEqual({
      title: 'Invoice: Gulf Fitness · INV-2027-000001',
      language: 'en',
      pages: 1,
    });
    for (const text of [
      'Invoice',
      'Paid',
      'INV-2027-000001',
      '10 January 2027 – 10 February 2027',
      'noura@example.com',
      'Pro',
      '9.500 KWD',
      'Amount due',
      '0.000 KWD',
      'Page 1 of 1',
    ])
      expect(pages[0]!.text).toContain(text);
  });

  it('says it in Arabic from right to left: joined letters in order, and numbers from left to right', async () => {
    await world.subscriber();
    const { pages, language } = await print('ar');
    expect(language).toBe('ar');
    // A viewer turns a ligature around within itself, so these words are some without any.
    for (const text of [
      'فاتورة',
      'مدفوعة',
      'نورة الصباح',
      '10 يناير 2027',
      'سعر الوحدة',
      'المبلغ المستحق',
      '9.500 د.ك',
    ])
      expect(pages[0]!.text).toContain(text);
    const at = (text: string) => pages[0]!.texts.find((one) => one.text === text)!.x;
    expect(at('الوصف')).toBeGreaterThan(at('الكمية'));
    expect(at('الكمية')).toBeGreaterThan(at('المبلغ'));
  });

  it('is in the language of the customer when none is named, and the same bytes each time', async () => {
    await world.subscriber();
    const path = `/v1/invoices/${await invoiceId()}/pdf`;
    const first = await download(world, path);
    expect((await readPdf(first.body)).language).toBe('ar');
    expect((await download(world, path)).body.equals(first.body)).toBe(true);
  });

  it('carries the seller as it stood when it was issued, with its logo', async () => {
    expect((await profile({ legal_name: 'Gulf Fitness W.L.L.', address: 'Block 3\nSalmiya' })).status).toBe(
      200,
    );
    expect((await world.call('PUT', '/v1/merchant/logo', { content: LOGO })).status).toBe(200);
    await world.advanceBy({ minutes: 1 });
    await world.subscriber();
    await world.advanceBy({ minutes: 1 });
    await profile({ legal_name: 'Another Name', address: null });
    await world.call('DELETE', '/v1/merchant/logo');
    const [page] = (await print('en')).pages;
    expect(page!.text).toContain('Gulf Fitness W.L.L.');
    expect(page!.text).toContain('Salmiya');
    expect(page!.text).not.toContain('Another Name');
    expect(page!.images).toBe(1);
  });

  it('of a Saudi merchant is a simplified tax invoice whose code can be read back', async () => {
    const saudi = { legal_name: 'Riyadh Fitness', legal_name_ar: 'لياقة الرياض', country: 'SA', tax_number: '300000000000023' }; // prettier-ignore
    expect((await profile(saudi)).status).toBe(200);
    await world.subscriber({ currency: 'SAR', amount: '115.00' });
    const [page] = (await print('ar')).pages;
    expect(page!.text).toContain('مبسطة');
    expect(readTlv(page!.qr!)).toEqual([
      'لياقة الرياض',
      '300000000000023',
      '2027-01-10T06:00:00Z',
      '115.00',
      '0.00',
    ]);
  });

  it('says in the language of the document what a line is about: usage that came late, tiers, parts of periods', async () => {
    const desk = new UsageDesk(world);
    const caller = await desk.caller();
    await desk.use(caller, 1500);
    await world.advanceTo('2027-02-10T07:30:00Z');
    const calls = (await print('ar')).pages[0]!.text;
    for (const text of ['1,500', '1–1,000', '1,000 × 0.010', '1,001', '500 × 0.0015'])
      expect(calls).toContain(text);
    await desk.use(caller, 500, { timestamp: '2027-02-09T06:00:00Z' });
    await world.advanceTo('2027-03-10T07:30:00Z');
    expect((await print('en')).pages[0]!.text).toContain('Usage reported late: API');
    expect((await print('ar')).pages[0]!.text).toContain('سُجّل');
    const plain = await world.subscriber();
    await change(world, plain.id, { price: await world.createPrice({ amount: '15.000' }) });
    const arabic = (await print('ar')).pages[0]!.text;
    expect(arabic).toContain('المستخدمة');
    expect(arabic).not.toMatch(/Unused|Days/);
    expect((await print('en')).pages[0]!.text).toMatch(/Unused time of Pro.*Part of a period: Pro/);
  });

  it('of a credit note says what it takes back of which invoice, where the money goes, and has a code of its own', async () => {
    await profile({ legal_name: 'Riyadh Fitness', legal_name_ar: 'لياقة الرياض', country: 'SA', tax_number: '300000000000023' }); // prettier-ignore
    await world.post('/v1/tax-rates', { country: 'SA', percent: '15', inclusive: false, name: 'VAT' });
    const customer = await world.post<{ id: string }>('/v1/customers', { name: 'Noura', email: 'n@example.com', country: 'SA', tax_number: 'SA-310', address: 'King Fahd Road 7\nRiyadh' }); // prettier-ignore
    await world.payOnPage(
      await world.subscribe(customer, await world.createPrice({ currency: 'SAR', amount: '100.00' })),
    );
    await world.rest();
    const invoice = await invoiceId();
    const credit = { invoice, to: 'card', amount: '46.00', reason: 'Four days without water' };
    const { id } = await world.post<{ id: string }>('/v1/credit-notes', credit);
    // Both are about what was sold, to whom it was sold.
    const changed = { name: 'Sara', tax_number: null, address: null };
    expect(await world.call('PATCH', `/v1/customers/${customer.id}`, changed)).toMatchObject({ status: 200 });
    expect((await print('en')).pages[0]!.text).toMatch(/Noura.*King Fahd Road 7.*Riyadh.*Tax number: SA-310/);
    // To a business, which deducts the tax, it is not the simplified one.
    expect((await print('en')).title).toBe('Tax invoice: Riyadh Fitness · INV-2027-000001');
    await expect(engine.sql(`UPDATE invoices SET buyer = NULL WHERE public_id = $1`, [invoice])).rejects.toThrow('written once'); // prettier-ignore
    const path = `/v1/credit-notes/${id}/pdf`;
    const { answer, body } = await download(world, `${path}?language=en`);
    expect(answer.headers.get('content-disposition')).toBe('inline; filename="CN-2027-000001.pdf"');
    const { pages, title } = await readPdf(body);
    expect(title).toBe('Tax credit note: Riyadh Fitness · CN-2027-000001');
    for (const text of [
      'Corrects invoice INV-2027-000001',
      'Settled by Refund to the card',
      'Four days without water',
      'VAT 15 %',
      'Noura',
      'Tax number: SA-310',
      'Subtotal 40.00 SAR',
      '6.00 SAR',
      'Total with tax 46.00 SAR',
    ])
      expect(pages[0]!.text).toContain(text);
    expect(pages[0]!.text).not.toMatch(/Amount due|Quantity/);
    const arabic = (await readPdf((await download(world, `${path}?language=ar`)).body)).pages[0]!;
    expect(arabic.text).toContain('إشعار دائن');
    expect(readTlv(arabic.qr!)).toEqual(['لياقة الرياض', '300000000000023', '2027-01-10T06:00:00Z', '46.00', '6.00']); // prettier-ignore
    expect(await world.call('GET', '/v1/credit-notes/cn_01jd0z2m3n4p5q6r7s8t9v0w1x/pdf')).toMatchObject({ status: 404 }); // prettier-ignore
  });

  it('has no such code in another currency, in which its amounts would be read as riyals', async () => {
    await profile({ country: 'SA', tax_number: '300000000000023' });
    await world.subscriber();
    expect((await print('ar')).pages[0]!.qr).toBeNull();
  });

  it('goes over as many pages as its lines need, each with headings and a number', async () => {
    const prices = await Promise.all(Array.from({ length: 20 }, () => world.createPrice()));
    await engine.sql(`UPDATE plans SET name = $2 WHERE merchant_id = $1`, [
      world.merchant.id,
      'Everything that the club has, '.repeat(6),
    ]);
    const customer = await world.createCustomer();
    await world.post('/v1/subscriptions', {
      customer: customer.id,
      items: prices.map((price) => ({ price })),
    });
    const { pages } = await print('en');
    expect(pages.length).toBeGreaterThan(2);
    pages.forEach((page, i) => expect(page.text).toContain(`Page ${i + 1} of ${pages.length}`));
    const lines = pages.flatMap(({ texts }) => texts.filter(({ text }) => text === '9.500'));
    expect(lines).toHaveLength(40);
    for (const page of pages) {
      const [lowest] = page.texts.filter(({ text }) => text === '9.500').map(({ y }) => y).reverse(); // prettier-ignore
      if (lowest !== undefined) expect(lowest).toBeGreaterThan(48 + 44);
    }
  });

  it('says large that a void invoice is void', async () => {
    await world.subscriber();
    await engine.sql(`UPDATE invoices SET status = 'void', paid_at = NULL, amount_paid_minor = 0 WHERE merchant_id = $1`, [world.merchant.id]); // prettier-ignore
    const { text } = (await print('en')).pages[0]!;
    expect(text.match(/Void/g)).toHaveLength(2);
    expect(text).not.toContain('Amount due');
  });

  it('shows names in every alphabet that it has letters for, and survives those it has none for', async () => {
    const customer = await world.post<{ id: string }>('/v1/customers', { name: 'Владимир Ğüş हिन्दी 漢字 😀', email: 'v@example.com' }); // prettier-ignore
    await world.subscribe(customer, await world.createPrice());
    const { text } = (await print('en')).pages[0]!;
    expect(text).toContain('Владимир');
    expect(text).toContain('Ğüş');
  });

  it('gives a logo back as it was', async () => {
    await world.call('PUT', '/v1/merchant/logo', { content: LOGO });
    const { answer, body } = await download(world, '/v1/merchant/logo');
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(body.toString('base64')).toBe(LOGO);
  });

  it('refuses a language it does not know, and the invoice of another merchant', async () => {
    await world.subscriber();
    const path = `/v1/invoices/${await invoiceId()}/pdf`;
    expect(await world.call('GET', `${path}?language=fr`)).toMatchObject({ status: 400 });
    const other = await World.begin(engine, '2027-01-10T06:00:00Z');
    expect(await other.call('GET', path)).toMatchObject({ status: 404 });
    await other.end();
  });
});
