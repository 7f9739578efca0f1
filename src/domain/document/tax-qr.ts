import { type Money, money } from '../money/money.js';
import type { DocumentFacts } from './document-facts.js';
import { documentAmount } from './words.js';

/** What the tax authority of Saudi Arabia wants in the QR code of a simplified invoice. */
export interface TaxQrFacts {
  seller: string;
  /** 15 digits. */
  taxNumber: string;
  issuedAt: Date;
  /** Decimal texts in riyals. */
  totalWithTax: string;
  tax: string;
}

/** A length is one byte. */
const MOST_BYTES = 255;

/**
 * The text of the code: five fields as tag, length and value in UTF-8, in base64. The first phase of ZATCA's
 * e-invoicing; the second adds a hash and a signature by a key that the authority certified.
 */
export function taxQr({ seller, taxNumber, issuedAt, totalWithTax, tax }: TaxQrFacts): string {
  const instant = `${issuedAt.toISOString().slice(0, 19)}Z`;
  const bytes = [seller, taxNumber, instant, totalWithTax, tax].flatMap((text, i) => {
    const value = fitting(text);
    return [i + 1, value.length, ...value];
  });
  return btoa(String.fromCharCode(...bytes));
}

/** As much as fits, cut between characters. */
function fitting(text: string): Uint8Array {
  const encoder = new TextEncoder();
  const kept: number[] = [];
  for (const character of text) {
    const bytes = encoder.encode(character);
    if (kept.length + bytes.length > MOST_BYTES) break;
    kept.push(...bytes);
  }
  return Uint8Array.from(kept);
}

/** In riyals only: the authority reads the amounts as riyals, and no exchange rate is ever implied here. */
export function qrOf({ seller, issuedAt, total, taxes }: DocumentFacts): string | null {
  if (seller.country !== 'SA' || seller.taxNumber === null || issuedAt === null || total.currency !== 'SAR') {
    return null;
  }
  const tax = money(
    taxes.reduce((sum, { amount }) => sum + amount.minor, 0n),
    total.currency,
  );
  const plain = (amount: Money) => documentAmount(amount).replace(/[^\d.-]/g, '');
  const { taxNumber, name, nameAr } = seller;
  return taxQr({ seller: nameAr ?? name, taxNumber, issuedAt, totalWithTax: plain(total), tax: plain(tax) });
}
