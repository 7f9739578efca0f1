import PDFDocument from 'pdfkit';
import type { TextBox, TextStyle } from './typesetter.js';
import { Typesetter } from './typesetter.js';

/** In points, of A4. */
export const PAGE = { width: 595.28, height: 841.89, margin: 48, footer: 44 } as const;
export const INNER_WIDTH = PAGE.width - 2 * PAGE.margin;

export const INK = '#1c2430';
export const QUIET = '#66707f';
export const RULE = '#d9dee5';
export const BAND = '#f3f5f8';
const WATERMARK = '#eceff2';

export const BODY: TextStyle = { size: 9.5, weight: 'regular', color: INK };
export const STRONG: TextStyle = { ...BODY, weight: 'bold' };
export const SMALL: TextStyle = { ...BODY, size: 8, color: QUIET };

/** Where a box stands, counted from the side on which reading begins. */
export interface Place {
  start: number;
  width: number;
  /** `figures`: at the right in every language, so that decimal points stand below each other. */
  align?: 'start' | 'end' | 'center' | 'figures';
}

/** Pages of one document, mirrored as a whole when its language runs from right to left. */
export class Sheet {
  readonly pdf: InstanceType<typeof PDFDocument>;
  readonly type: Typesetter;
  y: number = PAGE.margin;

  constructor(
    private readonly isRightToLeft: boolean,
    info: { title: string; author: string; createdAt: Date; language: string },
    private readonly watermark: string | null,
  ) {
    this.pdf = new PDFDocument({
      size: 'A4',
      margin: 0,
      bufferPages: true,
      lang: info.language,
      displayTitle: true,
      // The library's own time and chance stay out: the same document has the same bytes.
      info: { Title: info.title, Author: info.author, Producer: 'Perennial', CreationDate: info.createdAt },
    });
    this.type = new Typesetter(this.pdf, isRightToLeft ? 'rtl' : 'ltr');
    this.beginPage();
  }

  /** Draws at `y`, or at the present height, and gives the height behind it. Moves nothing by itself. */
  write(text: string, { start, width, align = 'start' }: Place, style: TextStyle, y = this.y): number {
    const box: TextBox = { x: this.x(start, width), y, width, align: this.side(align) };
    return this.type.write(text, box, style);
  }

  heightOf(text: string, width: number, style: TextStyle): number {
    return this.type.set(text, width, style).height;
  }

  band(y: number, height: number, color: string): void {
    this.pdf.rect(PAGE.margin, y, INNER_WIDTH, height).fill(color);
  }

  rule(y: number, { start, width }: Place = { start: 0, width: INNER_WIDTH }): void {
    const x = this.x(start, width);
    this.pdf.moveTo(x, y).lineTo(x + width, y).lineWidth(0.6).stroke(RULE); // prettier-ignore
  }

  /** The left edge of a box, as the page has it. */
  x(start: number, width: number): number {
    return this.isRightToLeft ? PAGE.width - PAGE.margin - start - width : PAGE.margin + start;
  }

  /** Whether so much still fits above the foot of the page. */
  fits(height: number): boolean {
    return this.y + height <= PAGE.height - PAGE.margin - PAGE.footer;
  }

  nextPage(): void {
    this.pdf.addPage();
    this.beginPage();
  }

  private beginPage(): void {
    this.y = PAGE.margin;
    if (this.watermark === null) return;
    const middle = { x: PAGE.width / 2, y: PAGE.height / 2 };
    const origin: [number, number] = [middle.x, middle.y];
    this.pdf.rotate(-32, { origin });
    const box = { x: 0, y: middle.y - 110, width: PAGE.width, align: 'center' } as const;
    this.type.write(this.watermark, box, { size: 150, weight: 'bold', color: WATERMARK });
    this.pdf.rotate(32, { origin });
  }

  /** The narrowest place at the far side in which all these figures fit. */
  placeOfFigures(texts: { text: string; style: TextStyle }[], { start, width }: Place): Place {
    const widths = texts.flatMap(({ text, style }) =>
      this.type.set(text, width, style).lines.map((line) => line.width),
    );
    const widest = Math.min(width, Math.max(0, ...widths) + 0.1);
    return { start: start + width - widest, width: widest, align: 'figures' };
  }

  private side(align: NonNullable<Place['align']>): TextBox['align'] {
    if (align === 'center') return 'center';
    if (align === 'figures') return 'right';
    return (align === 'start') === this.isRightToLeft ? 'right' : 'left';
  }
}
