import type PDFDocument from 'pdfkit';
import { breakLines } from './break-lines.js';
import { type Face, facesOf, type Weight } from './faces.js';
import { type Direction, INVISIBLE, Paragraph, type VisualRun } from './visual-runs.js';

type Pdf = InstanceType<typeof PDFDocument>;

export interface TextStyle {
  size: number;
  weight: Weight;
  color: string;
}

export interface TextBox {
  x: number;
  y: number;
  width: number;
  align: 'left' | 'right' | 'center';
}

/** A text cut into lines of one box. */
export interface SetText {
  lines: { runs: VisualRun<Face>[]; width: number }[];
  height: number;
}

const LINE_HEIGHT = 1.45;
/** Of a line's height, where its letters stand. */
const BASELINE = 0.98;
/** A text given to us may be long; a line of a document is not a page. */
const MOST_LINES = 40;
/** Without any, the library lays out word by word and puts the words of an Arabic line in the wrong order. */
const AS_ONE_RUN: never[] = [];

/** Sets text of any direction in a PDF. The library knows how letters join; which of them go where is told here. */
export class Typesetter {
  private readonly registered = new Set<string>();
  /** At size 1, of what was measured before: a line is measured once for each word that might end it. */
  private readonly widths = new Map<string, number>();

  constructor(
    private readonly pdf: Pdf,
    readonly direction: Direction,
  ) {}

  set(text: string, width: number, style: TextStyle): SetText {
    const faces = facesOf(style.weight);
    const faceOf = (word: string) => {
      const visible = [...word].filter((character) => !INVISIBLE.test(character));
      const whole = faces.find((face) => visible.every((character) => face.shows(character.codePointAt(0)!)));
      return (codePoint: number) => whole ?? faces.find((face) => face.shows(codePoint)) ?? faces[0]!;
    };
    const lines = text.split(/\r?\n/).flatMap((line) => {
      const paragraph = new Paragraph(line.replaceAll('\t', ' '), this.direction, faceOf);
      const ranges = breakLines(paragraph.text, width, (start, end) =>
        this.widthOf(paragraph.runs(start, end), style),
      );
      return ranges.map(([start, end]) => {
        const runs = paragraph.runs(start, end);
        return { runs, width: this.widthOf(runs, style) };
      });
    });
    const kept = lines.slice(0, MOST_LINES);
    return { lines: kept, height: kept.length * style.size * LINE_HEIGHT };
  }

  /** Draws what was set; gives where the next thing may stand. */
  draw({ lines, height }: SetText, { x, y, width, align }: TextBox, style: TextStyle): number {
    lines.forEach((line, i) => {
      const slack = width - line.width;
      let at = x + (align === 'left' ? 0 : align === 'right' ? slack : slack / 2);
      const baseline = y + (i + BASELINE) * style.size * LINE_HEIGHT - style.size * 0.2;
      for (const run of line.runs) {
        this.use(run.face, style);
        const options = { lineBreak: false, baseline: 'alphabetic', features: AS_ONE_RUN } as const;
        this.pdf.fillColor(style.color).text(run.text, at, baseline, options);
        at += this.runWidth(run, style);
      }
    });
    return y + height;
  }

  /** Sets and draws at once. */
  write(text: string, box: TextBox, style: TextStyle): number {
    return this.draw(this.set(text, box.width, style), box, style);
  }

  private widthOf(runs: VisualRun<Face>[], style: TextStyle): number {
    return runs.reduce((sum, run) => sum + this.runWidth(run, style), 0);
  }

  private runWidth({ face, text }: VisualRun<Face>, { size }: TextStyle): number {
    const key = `${face.name} ${text}`;
    const width = this.widths.get(key) ?? face.widthOf(text);
    this.widths.set(key, width);
    return width * size;
  }

  private use({ name, font }: Face, { size }: TextStyle): void {
    if (!this.registered.has(name)) this.pdf.registerFont(name, font as never);
    this.registered.add(name);
    this.pdf.font(name).fontSize(size);
  }
}
