import type { BillDocument, StampTone } from '../../../domain/document/bill-document.js';
import { BODY, INK, INNER_WIDTH, QUIET, type Sheet, SMALL, STRONG } from './sheet.js';

const LOGO = { width: 150, height: 56 } as const;
const HALF = INNER_WIDTH / 2 - 12;
const SECOND = INNER_WIDTH / 2 + 12;

const STAMPS: Record<StampTone, { ink: string; paper: string }> = {
  good: { ink: '#0b6b3a', paper: '#e3f5ea' },
  open: { ink: '#8a5200', paper: '#fdf1dc' },
  bad: { ink: '#a11c1c', paper: '#fbe6e6' },
  neutral: { ink: QUIET, paper: '#eceff3' },
};

/** Seller and logo on the side where reading begins; what document it is on the other; then the buyer and the facts. */
export function drawHead(sheet: Sheet, document: BillDocument, logo: Buffer | null): void {
  const top = sheet.y;
  const left = drawSeller(sheet, document, logo);
  sheet.y = Math.max(left, drawTitle(sheet, document, top)) + 22;
  sheet.rule(sheet.y);
  sheet.y += 16;
  const from = sheet.y;
  const buyer = drawParty(sheet, document.buyer, from);
  sheet.y = Math.max(buyer, drawFacts(sheet, document, from)) + 24;
}

function drawSeller(sheet: Sheet, { seller }: BillDocument, logo: Buffer | null): number {
  if (logo) {
    const align = sheet.type.direction === 'rtl' ? 'right' : undefined;
    const box = { fit: [LOGO.width, LOGO.height] as [number, number], align } as const;
    sheet.pdf.image(logo, sheet.x(0, LOGO.width), sheet.y, box);
    sheet.y += LOGO.height + 10;
  }
  const place = { start: 0, width: HALF };
  let y = sheet.write(seller.name, place, { size: 13, weight: 'bold', color: INK });
  if (seller.nameBeside !== null) y = sheet.write(seller.nameBeside, place, { ...STRONG, size: 11 }, y);
  for (const line of seller.lines) y = sheet.write(line, place, { ...SMALL, size: 8.5 }, y + 1);
  return y;
}

function drawTitle(sheet: Sheet, { title, titleBeside, stamp }: BillDocument, top: number): number {
  const place = { start: SECOND, width: HALF, align: 'end' } as const;
  let y = sheet.write(title, place, { size: 21, weight: 'bold', color: INK }, top - 4) + 6;
  if (titleBeside !== null) y = sheet.write(titleBeside, place, { ...STRONG, size: 14 }, y - 6) + 6;
  const style = { size: 10, weight: 'bold', color: STAMPS[stamp.tone].ink } as const;
  const set = sheet.type.set(stamp.text, HALF, style);
  const width = (set.lines[0]?.width ?? 0) + 24;
  const x = sheet.x(INNER_WIDTH - width, width);
  sheet.pdf.roundedRect(x, y, width, 21, 10.5).fill(STAMPS[stamp.tone].paper);
  sheet.type.draw(set, { x, y: y + 3.5, width, align: 'center' }, style);
  return y + 21;
}

function drawParty(sheet: Sheet, { heading, name, lines }: BillDocument['buyer'], from: number): number {
  const place = { start: 0, width: HALF };
  let y = sheet.write(heading, place, SMALL, from) + 2;
  y = sheet.write(name, place, { ...STRONG, size: 11 }, y);
  for (const line of lines) y = sheet.write(line, place, { ...BODY, size: 9, color: QUIET }, y + 1);
  return y;
}

function drawFacts(sheet: Sheet, { facts }: BillDocument, from: number): number {
  const label = { start: SECOND, width: 62 };
  const value = { start: SECOND + 64, width: HALF - 64, align: 'end' } as const;
  return facts.reduce((y, fact) => {
    const below = sheet.write(fact.label, label, SMALL, y + 1);
    return Math.max(below, sheet.write(fact.value, value, BODY, y)) + 3;
  }, from);
}
