import { type Money, money } from '../money/money.js';
import { nameOfLine, notesOfLine, unitPriceOfLine } from './describe-line.js';
import type { DocumentBuyer, DocumentFacts, DocumentLine, DocumentSeller } from './document-facts.js';
import { qrOf } from './tax-qr.js';
import {
  documentAmount,
  documentCurrency,
  documentDate,
  documentFigure,
  type DocumentLanguage,
  type DocumentWords,
  isolated,
  leftToRight,
  taxNamed,
  wordsOf,
} from './words.js';

export type StampTone = 'good' | 'open' | 'bad' | 'neutral';

/** All that stands on the paper, in one language; drawing it decides nothing any more. */
export interface BillDocument {
  language: DocumentLanguage;
  title: string;
  /** The same in the other language, where both have to stand there. */
  titleBeside: string | null;
  stamp: { text: string; tone: StampTone };
  /** Written large across the page. */
  watermark: string | null;
  facts: { label: string; value: string }[];
  seller: { heading: string; name: string; nameBeside: string | null; lines: string[] };
  buyer: { heading: string; name: string; lines: string[] };
  columns: string[];
  /** `detail`: what stands small below the description, or nothing. */
  rows: { description: string; detail: string; cells: string[] }[];
  totals: { label: string; value: string; isStrong: boolean }[];
  qr: string | null;
  footer: string;
  pageOf: string;
}

/**
 * Lays out in words what a document says. Pure: the same facts and language give the same document. In Saudi Arabia a tax
 * document has to be in Arabic and may have another language beside it, so an English one says there in both what it is
 * and whose.
 */
export function billDocument(facts: DocumentFacts, language: DocumentLanguage): BillDocument {
  const words = wordsOf(language);
  const seller = sellerIn(facts.seller, language);
  const inArabicToo = language === 'en' && facts.seller.country === 'SA';
  const number = facts.number === null ? words.notNumbered : leftToRight(facts.number);
  return {
    language,
    title: titleOf(facts, words),
    titleBeside: inArabicToo ? titleOf(facts, wordsOf('ar')) : null,
    stamp: stampOf(facts, words),
    watermark: facts.state === 'void' ? words.stampVoid : null,
    facts: factsOf(facts, number, language, words),
    seller: { heading: words.from, ...seller, nameBeside: inArabicToo ? facts.seller.nameAr : null },
    buyer: { heading: words.billedTo, ...buyerIn(facts.buyer, words) },
    ...table(facts, language, words),
    totals: totalsOf(facts, language, words),
    qr: qrOf(facts),
    footer: [isolated(seller.name), facts.number === null ? '' : leftToRight(facts.number)]
      .filter(Boolean)
      .join(' · '),
    pageOf: words.page,
  };
}

/**
 * Simplified is what the Saudi authority calls an invoice to a consumer; one to a business says who and where it is. A
 * credit note is of the same kind as what it corrects.
 */
function titleOf({ kind, seller, buyer }: DocumentFacts, words: DocumentWords): string {
  const isNote = kind === 'credit_note';
  if (seller.taxNumber === null) return isNote ? words.creditNote : words.invoice;
  const isSimplified = seller.country === 'SA' && (buyer.taxNumber === null || buyer.address === null);
  if (isSimplified) return isNote ? words.simplifiedTaxCreditNote : words.simplifiedTaxInvoice;
  return isNote ? words.taxCreditNote : words.taxInvoice;
}

function stampOf({ state, due }: DocumentFacts, words: DocumentWords): BillDocument['stamp'] {
  switch (state) {
    case 'draft':
      return { text: words.stampDraft, tone: 'neutral' };
    case 'open':
      return due.minor > 0n
        ? { text: words.stampDue, tone: 'open' }
        : { text: words.stampPaid, tone: 'good' };
    case 'paid':
      return { text: words.stampPaid, tone: 'good' };
    case 'void':
      return { text: words.stampVoid, tone: 'bad' };
    case 'uncollectible':
      return { text: words.stampUncollectible, tone: 'bad' };
    case null:
      return { text: words.stampIssued, tone: 'neutral' };
  }
}

function factsOf(
  facts: DocumentFacts,
  number: string,
  language: DocumentLanguage,
  words: DocumentWords,
): BillDocument['facts'] {
  const { timeZone, state } = facts;
  const day = (at: Date | null) => (at === null ? null : documentDate(at, timeZone, language));
  const owed = state === 'draft' || state === 'open' || state === 'uncollectible';
  const rows: [string, string | null][] = [
    [words.number, number],
    [words.issued, day(facts.issuedAt)],
    [words.period, facts.period && periodIn(facts.period, zoneOf(facts.lines[0], timeZone), language)],
    [words.dueOn, owed ? lastDay(facts, language) : null],
    [words.paidOn, facts.state === 'paid' ? day(facts.paidAt) : null],
    [words.corrects, facts.corrects && leftToRight(facts.corrects)],
    [words.settledBy, facts.destination && words[`to_${facts.destination}`]],
    [words.reason, facts.reason && isolated(facts.reason)],
  ];
  return rows.flatMap(([label, value]) => (value === null ? [] : [{ label, value }]));
}

/** In the zone in which its days were counted, which is the customer's: in the seller's it may begin a day earlier. */
function zoneOf(line: DocumentLine | undefined, otherwise: string): string {
  if (!line) return otherwise;
  const { inputs } = line;
  return ('with_it' in inputs ? inputs.with_it : inputs).time_zone;
}

/** The day with whose end it is overdue. */
function lastDay({ dueAt, lines, timeZone }: DocumentFacts, language: DocumentLanguage): string | null {
  return dueAt && documentDate(new Date(dueAt.getTime() - 1), zoneOf(lines[0], timeZone), language);
}

/** With its last day: on paper nobody reads an end that no longer belongs to it. */
function periodIn(
  { start, end }: { start: Date; end: Date },
  timeZone: string,
  language: DocumentLanguage,
): string {
  const from = documentDate(start, timeZone, language);
  const to = documentDate(new Date(Math.max(start.getTime(), end.getTime() - 1)), timeZone, language);
  return from === to ? from : `${from} – ${to}`;
}

function sellerIn(seller: DocumentSeller, language: DocumentLanguage): { name: string; lines: string[] } {
  const words = wordsOf(language);
  const isArabic = language === 'ar';
  const address = isArabic ? (seller.addressAr ?? seller.address) : (seller.address ?? seller.addressAr);
  return {
    name: isArabic ? (seller.nameAr ?? seller.name) : seller.name,
    lines: present([...(address ?? '').split('\n'), seller.contact, taxLine(seller.taxNumber, words)]),
  };
}

function buyerIn(buyer: DocumentBuyer, words: DocumentWords): { name: string; lines: string[] } {
  const { name, address, taxNumber, email, phone } = buyer;
  const telephone = phone === null ? null : leftToRight(phone);
  const lines = present([...(address ?? '').split('\n'), email, telephone, taxLine(taxNumber, words)]);
  return name === null ? { name: lines[0] ?? '', lines: lines.slice(1) } : { name, lines };
}

function taxLine(taxNumber: string | null, words: DocumentWords): string | null {
  return taxNumber === null ? null : `${words.taxNumber}: ${leftToRight(taxNumber)}`;
}

function present(lines: (string | null)[]): string[] {
  return lines.flatMap((line) => (line === null || line.trim() === '' ? [] : [isolated(line.trim())]));
}

/** Columns for quantity, discount and tax only where some line has any. */
function table(
  { lines, timeZone, period }: DocumentFacts,
  language: DocumentLanguage,
  words: DocumentWords,
): Pick<BillDocument, 'columns' | 'rows'> {
  const hasDiscount = lines.some(({ discount }) => discount.minor !== 0n);
  const hasTax = lines.some(({ taxNames }) => taxNames.length > 0);
  const hasQuantity = lines.some(({ quantity }) => quantity !== null);
  const columns = [words.description];
  if (hasQuantity) columns.push(words.quantity, words.unitPrice);
  if (hasDiscount) columns.push(words.discount);
  if (hasTax) columns.push(words.tax);
  columns.push(words.amount);
  const isOther = (own: { start: Date; end: Date }) =>
    own.start.getTime() !== period?.start.getTime() || own.end.getTime() !== period.end.getTime();
  return {
    columns,
    rows: lines.map((line) => ({
      description: nameOfLine(line, language),
      detail: [
        ...(line.period && isOther(line.period)
          ? [periodIn(line.period, zoneOf(line, timeZone), language)]
          : []),
        ...(line.quantity === null ? [] : notesOfLine(line, words)),
      ].join('\n'),
      cells: [
        ...(hasQuantity
          ? [
              line.quantity === null ? '' : documentFigure(line.quantity.toString()),
              line.quantity === null ? '' : unitPriceOfLine(line),
            ]
          : []),
        ...(hasDiscount ? [line.discount.minor === 0n ? '' : documentAmount(negative(line.discount))] : []),
        ...(hasTax ? [line.taxNames.map((name) => taxNamed(name, words)).join(', ')] : []),
        documentAmount(line.amount),
      ],
    })),
  };
}

function totalsOf(
  facts: DocumentFacts,
  language: DocumentLanguage,
  words: DocumentWords,
): BillDocument['totals'] {
  const { subtotal, total, discounts, taxes } = facts;
  const currency = documentCurrency(total.currency, language);
  const rows: BillDocument['totals'] = [];
  const add = (label: string, amount: Money, isStrong = false) =>
    rows.push({ label, value: `${documentAmount(amount)} ${currency}`, isStrong });
  if (subtotal.minor !== total.minor || discounts.length + taxes.length > 0) add(words.subtotal, subtotal);
  for (const { name, nameAr, amount } of discounts) {
    const told = language === 'ar' ? (nameAr ?? name) : name;
    add(told === '' ? words.discount : isolated(told), negative(amount));
  }
  for (const { name, amount, isIncluded } of taxes) {
    const named = taxNamed(name, words);
    add(isIncluded ? `${named} (${words.included})` : named, amount);
  }
  add(taxes.length > 0 ? words.totalWithTax : words.total, total, true);
  if (facts.kind === 'credit_note') return rows;
  // Added, as it brings what is below zero up to the nothing that is due. Who discards a draft puts nothing there.
  if (facts.creditToBalance.minor !== 0n && facts.state !== 'void')
    add(words.intoBalance, facts.creditToBalance);
  // What was void gave back what the balance had paid of it.
  if (facts.balanceApplied.minor !== 0n && facts.state !== 'void')
    add(words.fromBalance, negative(facts.balanceApplied));
  if (facts.credited.minor !== 0n) add(words.credited, negative(facts.credited));
  if (facts.paid.minor !== 0n) add(words.paid, negative(facts.paid));
  if (facts.state !== 'void') add(words.due, facts.due, true);
  return rows;
}

function negative({ minor, currency }: Money): Money {
  return money(-minor, currency);
}
