import { buffer } from 'node:stream/consumers';
import type { BillDocument } from '../../../domain/document/bill-document.js';
import { drawFooters, drawTotals } from './draw-foot.js';
import { drawHead } from './draw-head.js';
import { drawTable } from './draw-table.js';
import { Sheet } from './sheet.js';

/** Viewers show a title as plain text. */
const DIRECTION_MARKS = /[\u2066-\u2069]/g;

/** The document as a PDF. The same document and moment give the same bytes. */
export async function renderDocument(
  document: BillDocument,
  logo: Buffer | null,
  createdAt: Date,
): Promise<Buffer> {
  const { language, title, footer, seller } = document;
  const info = {
    title: `${title}: ${footer}`.replace(DIRECTION_MARKS, ''),
    author: seller.name,
    createdAt,
    language,
  };
  const sheet = new Sheet(language === 'ar', info, document.watermark);
  drawHead(sheet, document, logo);
  await drawTable(sheet, document);
  drawTotals(sheet, document);
  drawFooters(sheet, document);
  sheet.pdf.end();
  return buffer(sheet.pdf);
}
