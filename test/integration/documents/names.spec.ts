import { createCoupon, invoicesOf, order, type Problem } from '../../scenarios/support/billing.js';
import { change } from '../../scenarios/support/life.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import { download, type ReadPdf, readPdf } from './support/read-pdf.js';

describe('names in both languages', () => {
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

  async function newest(): Promise<string> {
    return (await invoicesOf(world)).at(-1)!.id;
  }

  async function print(language: string): Promise<ReadPdf> {
    return readPdf((await download(world, `/v1/invoices/${await newest()}/pdf?language=${language}`)).body);
  }

  it('stand on Arabic paper as they were when it was made, whatever plan and coupon are called since', async () => {
    const both = (name: string, name_ar: string | null) => ({ name, name_ar });
    const plan = await world.post<{ id: string; prices: [{ id: string }] }>('/v1/plans', {
      ...both('Pro', 'برو'),
      invoice_review_hours: 24,
      prices: [{ currency: 'KWD', amount: '10.000', interval: 'month' }],
    });
    const coupon = await createCoupon(world, {
      ...both('Half', 'نصف'),
      percent_off: '50',
      duration: 'forever',
    });
    const rename = async (ofPlan: object, ofCoupon: object) => {
      expect(await world.call('PATCH', `/v1/plans/${plan.id}`, ofPlan)).toMatchObject({ status: 200 });
      expect(await world.call('PATCH', `/v1/coupons/${coupon.id}`, ofCoupon)).toMatchObject({ status: 200 });
    };
    const { id } = await order(world, { prices: [plan.prices[0].id], coupons: ['TEN'] });
    const path = `/v1/invoices/${await newest()}/pdf?language=ar`;
    const first = (await download(world, path)).body;
    const arabic = (await readPdf(first)).pages[0]!.text;
    expect(arabic).toMatch(/برو.*نصف/);
    expect(arabic).not.toMatch(/Pro|Half/);
    const english = (await print('en')).pages[0]!.text;
    expect(english).toMatch(/Pro.*Half/);
    expect(english).not.toMatch(/برو|نصف/);
    // What is final says what it said, byte for byte.
    await rename(both('Max', 'ماكس'), both('Part', 'عرض'));
    expect((await download(world, path)).body.equals(first)).toBe(true);
    // A draft has the names with which it was made, also where its discount is computed anew as it becomes final.
    await world.advanceTo('2027-02-10T07:00:00Z');
    await rename(both('Low', null), both('Less', null));
    await world.advanceTo('2027-02-11T07:00:00Z');
    const [, second] = await invoicesOf(world);
    expect(second).toMatchObject({ status: 'paid', lines: [{ description: 'Max', name_ar: 'ماكس', discounts: [both('Part', 'عرض')] }] }); // prettier-ignore
    expect((await print('ar')).pages[0]!.text).toMatch(/ماكس.*عرض/);
    // What a change gives back is called as it was charged; what it charges, as it is called now.
    const dearer = await world.post<{ id: string }>(`/v1/plans/${plan.id}/prices`, { currency: 'KWD', amount: '30.000', interval: 'month' }); // prettier-ignore
    await change(world, id, { price: dearer.id });
    const changed = (await print('ar')).pages[0]!.text;
    expect(changed).toMatch(/المستخدمة.*ماكس|ماكس.*المستخدمة/);
    expect(changed).toMatch(/Low.*عرض/);
    expect(changed).not.toMatch(/Max|Part|Less/);
    const credit = { invoice: second!.id, to: 'card', amount: '0.100', reason: 'Closed' };
    const note = await world.post<{ id: string }>('/v1/credit-notes', credit);
    const paper = await readPdf((await download(world, `/v1/credit-notes/${note.id}/pdf?language=ar`)).body);
    expect(paper.pages[0]!.text).toContain('ماكس');
  });

  it('of a coupon may become others, in either language; what it takes off may not', async () => {
    const made = await createCoupon(world, { percent_off: '50', duration: 'forever', name_ar: 'عشرة' });
    expect(made).toMatchObject({ name: 'Ten', name_ar: 'عشرة' });
    const { id } = await order(world, { prices: [await world.createPrice()], coupons: ['TEN'] });
    const path = `/v1/coupons/${made.id}`;
    const patch = (body: object) => world.call<Problem>('PATCH', path, body);
    // Withdrawn, it is still on the invoices of those who have it.
    await world.post(`${path}/deactivate`, {});
    expect(await patch({ name: 'Half', name_ar: null })).toMatchObject({ status: 200, body: { name: 'Half', name_ar: null, percent_off: '50' } }); // prettier-ignore
    expect(await patch({ name_ar: 'نصف' })).toMatchObject({ body: { name: 'Half', name_ar: 'نصف' } });
    expect(await world.get(`/v1/subscriptions/${id}/coupons`)).toMatchObject({ data: [{ name: 'Half', name_ar: 'نصف' }] }); // prettier-ignore
    await world.advanceTo('2027-02-10T06:00:00Z');
    const names = (await invoicesOf(world)).map(({ lines }) => lines[0]!.discounts[0]);
    expect(names).toMatchObject([{ name: 'Ten', name_ar: 'عشرة' }, { name: 'Half', name_ar: 'نصف' }]); // prettier-ignore
    for (const [field, value] of [
      ['name', null],
      ['name', ''],
      ['name_ar', 'ع'.repeat(81)],
      ['percent_off', '60'],
    ] as const)
      // prettier-ignore
      expect(await patch({ [field]: value })).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect(await world.call('PATCH', '/v1/coupons/coup_01jd0z2m3n4p5q6r7s8t9v0w1x', {})).toMatchObject({ status: 404 }); // prettier-ignore
  });
});
