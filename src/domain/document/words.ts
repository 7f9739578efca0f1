import { describeLocalDate, localDateOf } from '../calendar/local-time.js';
import { formatAmount, type Money } from '../money/money.js';

export const DOCUMENT_LANGUAGES = ['en', 'ar'] as const;
export type DocumentLanguage = (typeof DOCUMENT_LANGUAGES)[number];

const EN = {
  invoice: 'Invoice',
  taxInvoice: 'Tax invoice',
  simplifiedTaxInvoice: 'Simplified tax invoice',
  creditNote: 'Credit note',
  taxCreditNote: 'Tax credit note',
  simplifiedTaxCreditNote: 'Simplified tax credit note',
  number: 'Number',
  notNumbered: 'Not numbered yet',
  issued: 'Issued on',
  period: 'Period',
  dueOn: 'To be paid by',
  paidOn: 'Paid on',
  corrects: 'Corrects invoice',
  reason: 'Reason',
  settledBy: 'Settled by',
  to_card: 'Refund to the card',
  to_balance: 'Credit to your balance',
  to_open_amount: 'Deduction from the amount due',
  from: 'From',
  billedTo: 'Billed to',
  taxNumber: 'Tax number',
  description: 'Description',
  quantity: 'Quantity',
  unitPrice: 'Unit price',
  discount: 'Discount',
  tax: 'Tax',
  vat: 'VAT',
  amount: 'Amount',
  subtotal: 'Subtotal',
  total: 'Total',
  totalWithTax: 'Total with tax',
  included: 'included',
  intoBalance: 'Credited to your balance',
  fromBalance: 'Paid from balance',
  paid: 'Paid',
  credited: 'Credited',
  due: 'Amount due',
  page: 'Page {n} of {m}',
  unusedTime: 'Unused time of {name}',
  partOfPeriod: 'Part of a period: {name}',
  lateUsage: 'Usage reported late: {name}',
  restOfUsage: 'Rest of the usage: {name}',
  days: 'Days: {part} of {whole}',
  partOfIt: 'Part of the period: {part}',
  wholePeriod: 'Whole period: {amount}',
  chargedBefore: 'Charged before: {amount}',
  usageInAll: 'In all: {all}; billed before: {billed}',
  flatPrice: 'For any quantity: {amount}',
  package: 'Packages of {size}: {product}',
  tier: '{range}: {product}',
  andMore: '{from} and more',
  stampDraft: 'Draft',
  stampDue: 'Due',
  stampPaid: 'Paid',
  stampVoid: 'Void',
  stampUncollectible: 'Unpaid',
  stampIssued: 'Issued',
};

export type DocumentWords = typeof EN;

const AR: DocumentWords = {
  invoice: 'فاتورة',
  taxInvoice: 'فاتورة ضريبية',
  simplifiedTaxInvoice: 'فاتورة ضريبية مبسطة',
  creditNote: 'إشعار دائن',
  taxCreditNote: 'إشعار دائن ضريبي',
  simplifiedTaxCreditNote: 'إشعار دائن ضريبي مبسط',
  number: 'الرقم',
  notNumbered: 'لم تُرقَّم بعد',
  issued: 'تاريخ الإصدار',
  period: 'الفترة',
  dueOn: 'تاريخ الاستحقاق',
  paidOn: 'تاريخ الدفع',
  corrects: 'تصحيح للفاتورة',
  reason: 'السبب',
  settledBy: 'طريقة التسوية',
  to_card: 'رد المبلغ إلى البطاقة',
  to_balance: 'إضافة إلى رصيدكم',
  to_open_amount: 'خصم من المبلغ المستحق',
  from: 'من',
  billedTo: 'إلى',
  taxNumber: 'الرقم الضريبي',
  description: 'الوصف',
  quantity: 'الكمية',
  unitPrice: 'سعر الوحدة',
  discount: 'الخصم',
  tax: 'الضريبة',
  vat: 'ضريبة القيمة المضافة',
  amount: 'المبلغ',
  subtotal: 'المجموع الفرعي',
  total: 'الإجمالي',
  totalWithTax: 'الإجمالي شامل الضريبة',
  included: 'مشمولة',
  intoBalance: 'المضاف إلى رصيدكم',
  fromBalance: 'مدفوع من الرصيد',
  paid: 'المدفوع',
  credited: 'المبلغ المُعاد',
  due: 'المبلغ المستحق',
  page: 'صفحة {n} من {m}',
  unusedTime: 'المدة غير المستخدمة من {name}',
  partOfPeriod: 'جزء من فترة: {name}',
  lateUsage: 'استخدام سُجّل متأخرًا: {name}',
  restOfUsage: 'بقية الاستخدام: {name}',
  days: 'الأيام: {part} من {whole}',
  partOfIt: 'الجزء من الفترة: {part}',
  wholePeriod: 'الفترة كاملة: {amount}',
  chargedBefore: 'المبلغ المحمَّل سابقًا: {amount}',
  usageInAll: 'الإجمالي: {all}؛ سبقت فوترة: {billed}',
  flatPrice: 'لأي كمية: {amount}',
  package: 'باقة من {size}: {product}',
  tier: '{range}: {product}',
  andMore: '{from} فأكثر',
  stampDraft: 'مسودة',
  stampDue: 'مستحقة',
  stampPaid: 'مدفوعة',
  stampVoid: 'ملغاة',
  stampUncollectible: 'غير مدفوعة',
  stampIssued: 'صادر',
};

export function wordsOf(language: DocumentLanguage): DocumentWords {
  return language === 'ar' ? AR : EN;
}

const MONTHS_AR = 'يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر'.split(' ');

/** "31 January 2027" or "31 يناير 2027", from no locale of the host. */
export function documentDate(instant: Date, timeZone: string, language: DocumentLanguage): string {
  const date = localDateOf(instant, timeZone);
  if (language === 'en') return describeLocalDate(date);
  const [year, month, day] = date.split('-').map(Number);
  return `${day} ${MONTHS_AR[month! - 1]} ${year}`;
}

/** How currencies of the region are written in Arabic; all others by their code. */
const CURRENCIES_AR: Readonly<Record<string, string>> = {
  KWD: 'د.ك',
  BHD: 'د.ب',
  OMR: 'ر.ع',
  QAR: 'ر.ق',
  SAR: 'ر.س',
  AED: 'د.إ',
  JOD: 'د.أ',
  IQD: 'د.ع',
  EGP: 'ج.م',
};

export function documentCurrency(currency: string, language: DocumentLanguage): string {
  return (language === 'ar' && CURRENCIES_AR[currency]) || currency;
}

/** "-1,234.500": one piece from left to right, also in a line that runs from right to left. */
export function documentAmount(amount: Money): string {
  return documentFigure(formatAmount(amount));
}

/** A plain decimal, however fine. */
export function documentFigure(decimal: string): string {
  const [, sign, whole, fraction] = /^(-?)(\d+)(\.\d+)?$/.exec(decimal)!;
  return leftToRight(`${sign}${whole!.replace(/\B(?=(\d{3})+$)/g, ',')}${fraction ?? ''}`);
}

/**
 * A tax that has the name which a rate has when nobody gives it one, "VAT 15 %", is said in the document's words. A name
 * that the merchant chose stays as it was typed.
 */
export function taxNamed(name: string, { vat }: DocumentWords): string {
  const found = /^VAT(?: ([\d.]+ %))?$/.exec(name);
  if (!found) return isolated(name);
  const [, percent] = found;
  return isolated(percent === undefined ? vat : `${vat} ${leftToRight(percent)}`);
}

/** A sentence of `wordsOf` with its gaps filled. */
export function filled(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => values[name]!);
}

/** A text from outside, in the direction of its own first letter, and with its full stop at its own end. */
export function isolated(text: string): string {
  return text
    .split('\n')
    .map((line) => `\u2068${line}\u2069`)
    .join('\n');
}

/** Isolated, so that what stands around it does not turn it over. */
export function leftToRight(text: string): string {
  return `\u2066${text}\u2069`;
}
