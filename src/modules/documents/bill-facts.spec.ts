import { billDocument } from '../../domain/document/bill-document.js';
import type { DocumentLanguage } from '../../domain/document/words.js';
import type { Customer } from '../customers/index.js';
import { Invoice, InvoiceLine } from '../invoices/index.js';
import type { Merchant, MerchantProfile } from '../merchants/index.js';
import { billFacts } from './bill-facts.js';

const period = { periodStart: new Date('2027-01-10T06:00:00Z'), periodEnd: new Date('2027-02-10T06:00:00Z') };

/** Of prices in riyals that contain 15 % of tax. */
function line(description: string, amountMinor: bigint, taxIncludedMinor: bigint): InvoiceLine {
  return Object.assign(new InvoiceLine(), {
    description,
    quantity: 1n,
    unitAmountMinor: amountMinor,
    amountMinor,
    discountMinor: 0n,
    taxAddedMinor: 0n,
    taxIncludedMinor,
    discounts: [],
    taxes: [
      {
        rate: 'rate_1',
        name: 'VAT',
        percent_millionths: '150000',
        inclusive: true,
        amount_minor: String(taxIncludedMinor),
      },
    ],
    serviceStart: null,
    serviceEnd: null,
    explanation: { rule: 'free_amount', time_zone: 'Asia/Riyadh' },
  });
}

/** 115.00 given back for 57.50 that are charged. */
const BOTH = [line('Large', -11500n, -1500n), line('Small', 5750n, 750n)];

function factsOf(
  state: Partial<Invoice>,
  lines = BOTH,
  seller: Partial<MerchantProfile> = {},
  buyer: Partial<Customer> = {},
) {
  const invoice = Object.assign(new Invoice(), {
    ...period,
    number: 'INV-2027-000002',
    status: 'paid',
    currency: 'SAR',
    subtotalMinor: -5750n,
    totalMinor: 0n,
    creditToBalanceMinor: 5750n,
    balanceAppliedMinor: 0n,
    creditedMinor: 0n,
    buyer: null,
    finalizedAt: period.periodStart,
    paidAt: period.periodStart,
    dueAt: null,
    ...state,
  });
  return billFacts({
    invoice,
    lines,
    customer: {
      name: 'Noura',
      email: null,
      phone: null,
      address: null,
      taxNumber: null,
      ...buyer,
    } as Customer,
    merchant: { name: 'Riyadh Fitness', timeZone: 'Asia/Riyadh' } as Merchant,
    profile: { country: 'SA', taxNumber: '300000000000023', ...seller } as MerchantProfile,
  });
}

function printed(
  state: Partial<Invoice>,
  language: DocumentLanguage = 'en',
  lines = BOTH,
  seller: Partial<MerchantProfile> = {},
) {
  const document = billDocument(factsOf(state, lines, seller), language);
  const { totals, qr, facts: told, rows } = document;
  const plain = (all: { label: string; value: string }[]) => all.map(({ label, value }) => [label, value].map(bare)); // prettier-ignore
  return {
    totals: plain(totals),
    facts: plain(told),
    details: rows.map(({ detail }) => detail),
    qr,
    document,
  };
}

const bare = (text: string) => text.replace(/[\u2066-\u2069]/g, '');

describe('the paper of an invoice that gives back more than it charges', () => {
  it('adds up to nothing that is due, and says that the rest went to the balance', () => {
    expect(printed({}).totals).toEqual([
      ['Subtotal', '-57.50 SAR'],
      ['VAT 15 % (included)', '-7.50 SAR'],
      ['Total with tax', '-57.50 SAR'],
      ['Credited to your balance', '57.50 SAR'],
      ['Amount due', '0.00 SAR'],
    ]);
    expect(printed({}, 'ar').totals).toContainEqual(['المضاف إلى رصيدكم', '57.50 ر.س']);
  });

  it('has a code whose total and tax go together', () => {
    expect(atob(printed({}).qr!)).toContain('\x04\x06-57.50\x05\x05-7.50');
  });

  it('promises nothing when it was discarded as a draft', () => {
    const { totals } = printed({ status: 'void', finalizedAt: null, paidAt: null });
    expect(totals.at(-1)).toEqual(['Total with tax', '-57.50 SAR']);
  });

  it('takes off of its coupons what the line that gives back had taken off, and adds up', () => {
    const half = { coupon: 'coup_1', name: 'Half', percent_millionths: '500000', off_minor: null };
    const given = { ...line('Unused time of Small', -5000n, 0n), discountMinor: -2500n, taxes: [] };
    const charged = { ...line('Large', 10000n, 0n), discountMinor: 5000n, taxes: [], discounts: [{ ...half, amount_minor: '5000' }] }; // prettier-ignore
    const state = { subtotalMinor: 5000n, totalMinor: 2500n, creditToBalanceMinor: 0n };
    expect(printed(state, 'en', [given, charged]).totals).toEqual([
      ['Subtotal', '50.00 SAR'],
      ['Half', '-50.00 SAR'],
      ['Discount', '25.00 SAR'],
      ['Total', '25.00 SAR'],
      ['Paid', '-25.00 SAR'],
      ['Amount due', '0.00 SAR'],
    ]);
  });
});

describe('the paper of a credit note', () => {
  const titles = (seller: Partial<MerchantProfile>, buyer: Partial<Customer> = {}) => {
    const facts = factsOf({}, BOTH, seller, buyer);
    return [facts, { ...facts, kind: 'credit_note' as const }].flatMap((one) =>
      (['en', 'ar'] as const).map((language) => billDocument(one, language).title),
    );
  };

  it('is a tax document of the same kind as the invoice that it corrects', () => {
    const business = { taxNumber: 'SA-310', address: 'Riyadh' };
    expect(titles({})).toEqual(['Simplified tax invoice', 'فاتورة ضريبية مبسطة', 'Simplified tax credit note', 'إشعار دائن ضريبي مبسط']); // prettier-ignore
    expect(titles({}, business)).toEqual(['Tax invoice', 'فاتورة ضريبية', 'Tax credit note', 'إشعار دائن ضريبي']); // prettier-ignore
    expect(titles({ country: 'AE' }).slice(2)).toEqual(['Tax credit note', 'إشعار دائن ضريبي']);
    expect(titles({ taxNumber: null }).slice(2)).toEqual(['Credit note', 'إشعار دائن']);
  });
});

describe('the paper of an invoice', () => {
  const zoned = (timeZone: string, service: Partial<InvoiceLine> = {}) => {
    const made = { ...line('Pro', 11500n, 1500n), ...service, explanation: { rule: 'free_amount', time_zone: timeZone } }; // prettier-ignore
    return Object.assign(new InvoiceLine(), made);
  };

  it('tells the days of a period where they were counted, and not in the zone of the seller', () => {
    // In Dubai the first of February has begun, in Riyadh it is half an hour to it.
    const month = {
      periodStart: new Date('2027-01-31T20:30:00Z'),
      periodEnd: new Date('2027-02-28T20:30:00Z'),
    };
    const service = { serviceStart: new Date('2027-02-14T20:30:00Z'), serviceEnd: month.periodEnd };
    const { facts, details } = printed(month, 'en', [zoned('Asia/Dubai'), zoned('Asia/Dubai', service)]);
    expect(facts).toContainEqual(['Period', '1 February 2027 – 1 March 2027']);
    expect(details[1]).toContain('15 February 2027 – 1 March 2027');
  });

  it('names a coupon in Arabic by the name that was kept with what it took off, if there was one', () => {
    const taken = (name: string, more: object = {}) => ({ coupon: name, name, percent_millionths: null, off_minor: '500', amount_minor: '500', ...more }); // prettier-ignore
    const discounts = [taken('Half', { name_ar: 'نصف' }), taken('Ten')];
    const lines = [Object.assign(zoned('Asia/Riyadh'), { discountMinor: 1000n, discounts })];
    const named = (language: DocumentLanguage) =>
      printed({}, language, lines).totals.slice(1, 3).map(([label]) => label); // prettier-ignore
    expect(named('ar')).toEqual(['نصف', 'Ten']);
    expect(named('en')).toEqual(['Half', 'Ten']);
  });

  it('says until when it is to be paid as long as it is not, by its last day', () => {
    const state = { status: 'open', paidAt: null, dueAt: new Date('2027-03-05T21:00:00Z') } as const;
    const lines = [zoned('Asia/Riyadh')];
    expect(printed(state, 'en', lines).facts).toContainEqual(['To be paid by', '5 March 2027']);
    expect(printed(state, 'ar', lines).facts).toContainEqual(['تاريخ الاستحقاق', '5 مارس 2027']);
    expect(printed({ ...state, status: 'paid' }, 'en', lines).facts.flat()).not.toContain('To be paid by');
  });

  it('calls a tax with the name that a rate has by itself in the words of its language, and any other as it was typed', () => {
    const named = (language: DocumentLanguage, name: string) => {
      const taxes = line('Pro', 11500n, 1500n).taxes.map((tax) => ({ ...tax, name }));
      const { document, totals } = printed({}, language, [Object.assign(zoned('Asia/Riyadh'), { taxes })]);
      return [bare(document.rows[0]!.cells.at(-2)!), totals[1]![0]!];
    };
    expect(named('en', 'VAT')).toEqual(['VAT 15 %', 'VAT 15 % (included)']);
    expect(named('ar', 'VAT')).toEqual(['ضريبة القيمة المضافة 15 %', 'ضريبة القيمة المضافة 15 % (مشمولة)']);
    expect(named('ar', 'VAT on sports')[0]).toBe('VAT on sports 15 %');
    expect(named('ar', 'ض.ق.م')[0]).toBe('ض.ق.م 15 %');
  });

  it('says in Arabic too what it is and whose, where a Saudi merchant writes it in English', () => {
    const both = { legalName: 'Riyadh Fitness', legalNameAr: 'لياقة الرياض' };
    const of = (language: DocumentLanguage, more: Partial<MerchantProfile> = {}) => {
      const { titleBeside, seller } = printed({}, language, BOTH, { ...both, ...more }).document;
      return [titleBeside, seller.nameBeside];
    };
    expect(of('en')).toEqual(['فاتورة ضريبية مبسطة', 'لياقة الرياض']);
    expect(of('en', { legalNameAr: null })).toEqual(['فاتورة ضريبية مبسطة', null]);
    expect(of('ar')).toEqual([null, null]);
    expect(of('en', { country: 'KW' })).toEqual([null, null]);
  });

  it('does not say that a balance paid what is void: it has that back', () => {
    const state = { totalMinor: 11500n, creditToBalanceMinor: 0n, balanceAppliedMinor: 4000n };
    const labels = (status: 'void' | 'open') =>
      printed({ ...state, status }, 'en', [zoned('Asia/Riyadh')]).totals.map(([label]) => label);
    expect(labels('open')).toContain('Paid from balance');
    expect(labels('void')).not.toContain('Paid from balance');
  });
});
