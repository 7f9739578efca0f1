import { encodeQR } from 'qr';
import type { BillDocument } from '../../../domain/document/bill-document.js';
import { BODY, INNER_WIDTH, PAGE, type Sheet, SMALL, STRONG } from './sheet.js';

const QR_SIZE = 104;
const TOTALS = { start: INNER_WIDTH - 270, width: 262 } as const;

/** The sums, and beside them the code; together on one page. */
export function drawTotals(sheet: Sheet, { totals, qr }: BillDocument): void {
  const height = Math.max(totals.length * 21 + 12, qr === null ? 0 : QR_SIZE + 12);
  if (!sheet.fits(height)) sheet.nextPage();
  sheet.y += 12;
  const top = sheet.y;
  const styleOf = (isStrong: boolean) => (isStrong ? { ...STRONG, size: 11 } : BODY);
  const figures = sheet.placeOfFigures(
    totals.map(({ value, isStrong }) => ({ text: value, style: styleOf(isStrong) })),
    { start: TOTALS.start + 110, width: TOTALS.width - 110 },
  );
  for (const { label, value, isStrong } of totals) {
    const style = styleOf(isStrong);
    if (isStrong) {
      sheet.rule(sheet.y + 1, TOTALS);
      sheet.y += 5;
    }
    const left = sheet.write(label, { ...TOTALS, width: TOTALS.width - figures.width - 8 }, style);
    const right = sheet.write(value, figures, style);
    sheet.y = Math.max(left, right) + 4;
  }
  if (qr !== null) drawQr(sheet, qr, top);
}

function drawQr(sheet: Sheet, text: string, top: number): void {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: 2 });
  const side = QR_SIZE / modules.length;
  const x = sheet.x(0, QR_SIZE);
  sheet.pdf.fillColor('#000000');
  modules.forEach((row, i) =>
    row.forEach((isDark, j) => {
      if (isDark) sheet.pdf.rect(x + j * side, top + i * side, side, side);
    }),
  );
  // One path for all, or hairlines show between the modules.
  sheet.pdf.fill('#000000');
  sheet.y = Math.max(sheet.y, top + QR_SIZE);
}

/** On every page, once it is known how many there are. */
export function drawFooters(sheet: Sheet, { footer, pageOf }: BillDocument): void {
  const { start, count } = sheet.pdf.bufferedPageRange();
  const y = PAGE.height - PAGE.margin - 14;
  for (let page = 0; page < count; page++) {
    sheet.pdf.switchToPage(start + page);
    const text = pageOf.replace('{n}', String(page + 1)).replace('{m}', String(count));
    sheet.rule(y - 8);
    sheet.write(footer, { start: 0, width: INNER_WIDTH - 110 }, SMALL, y);
    sheet.write(text, { start: INNER_WIDTH - 100, width: 100, align: 'end' }, SMALL, y);
  }
}
