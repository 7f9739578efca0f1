import type { BillDocument } from '../../../domain/document/bill-document.js';
import { BAND, BODY, INNER_WIDTH, type Place, QUIET, type Sheet, SMALL } from './sheet.js';

const PAD = 8;
const GAP = 8;
/** Of the columns behind the description, by how many there are. */
const CELL_WIDTHS: Record<number, number[]> = {
  1: [92],
  2: [110, 92],
  3: [52, 84, 92],
  4: [42, 70, 66, 76],
  5: [42, 62, 58, 62, 70],
};
const HEADING = { ...SMALL, weight: 'bold', color: QUIET } as const;

/** The lines, over as many pages as they need; each page begins with the headings. No line is cut in two. */
export function drawTable(sheet: Sheet, { columns, rows }: BillDocument): void {
  const headings = placesOf(columns.length - 1);
  const places = headings.map((place, i) => {
    const figures = rows.map(({ cells }) => ({ text: cells[i - 1] ?? '', style: BODY }));
    return i === 0 ? place : sheet.placeOfFigures(figures, place);
  });
  drawHeadings(sheet, columns, headings);
  for (const row of rows) {
    const height = heightOfRow(sheet, row, places);
    if (!sheet.fits(height)) {
      sheet.nextPage();
      drawHeadings(sheet, columns, headings);
    }
    drawRow(sheet, row, places, height);
  }
}

function placesOf(cells: number): Place[] {
  const widths = CELL_WIDTHS[cells]!;
  const used = widths.reduce((sum, width) => sum + width + GAP, 0);
  const description = INNER_WIDTH - 2 * PAD - used;
  const places: Place[] = [{ start: PAD, width: description }];
  let start = PAD + description + GAP;
  for (const width of widths) {
    places.push({ start, width, align: 'end' });
    start += width + GAP;
  }
  return places;
}

function drawHeadings(sheet: Sheet, columns: string[], places: Place[]): void {
  const height = Math.max(...columns.map((text, i) => sheet.heightOf(text, places[i]!.width, HEADING))) + 12;
  sheet.band(sheet.y, height, BAND);
  columns.forEach((text, i) => sheet.write(text, places[i]!, HEADING, sheet.y + 6));
  sheet.y += height;
}

type Row = BillDocument['rows'][number];

function heightOfRow(sheet: Sheet, { description, detail, cells }: Row, places: Place[]): number {
  const width = places[0]!.width;
  const text = sheet.heightOf(description, width, BODY) + (detail ? sheet.heightOf(detail, width, SMALL) : 0);
  return (
    Math.max(text, ...cells.map((cell, i) => sheet.heightOf(cell, places[i + 1]!.width, BODY))) + 2 * PAD
  );
}

function drawRow(sheet: Sheet, { description, detail, cells }: Row, places: Place[], height: number): void {
  const top = sheet.y + PAD;
  const below = sheet.write(description, places[0]!, BODY, top);
  if (detail) sheet.write(detail, places[0]!, SMALL, below);
  cells.forEach((cell, i) => sheet.write(cell, places[i + 1]!, BODY, top));
  sheet.y += height;
  sheet.rule(sheet.y);
}
