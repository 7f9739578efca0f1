import jsQrModule from 'jsqr';
import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';

import type { World } from '../../../support/world.js';

/** A file of the API, as it came. */
export async function download(world: World, path: string): Promise<{ answer: Response; body: Buffer }> {
  const answer = await fetch((await world.engine.app.getUrl()) + path, {
    headers: { authorization: `Bearer ${world.key}` },
  });
  return { answer, body: Buffer.from(await answer.arrayBuffer()) };
}

export interface ReadPage {
  /** The pieces of text, from the top to the bottom and from left to right. */
  texts: { text: string; x: number; y: number }[];
  /** All of them in the order of reading, with spaces between. */
  text: string;
  images: number;
  /** What the code on the page says; null without one. */
  qr: string | null;
}

export interface ReadPdf {
  pages: ReadPage[];
  title: string;
  language: string | null;
}

/** Reads a PDF back as a viewer does: with another program than the one that made it. */
export async function readPdf(bytes: Buffer): Promise<ReadPdf> {
  const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
  const { info } = (await pdf.getMetadata()) as unknown as {
    info: { Title: string; Language: string | null };
  };
  const pages: ReadPage[] = [];
  for (let n = 1; n <= pdf.numPages; n++) {
    const page = await pdf.getPage(n);
    const { items } = await page.getTextContent();
    const texts = items
      .flatMap((item) => ('str' in item && item.str.trim() !== '' ? [item] : []))
      .map(({ str, transform }) => ({ text: str, x: transform[4] as number, y: transform[5] as number }))
      .sort((a, b) => b.y - a.y || a.x - b.x);
    const { fnArray, argsArray } = await page.getOperatorList();
    const images = fnArray.filter((fn) => fn === OPS.paintImageXObject).length;
    const text = texts.map((one) => one.text).join(' ');
    pages.push({ texts, text, images, qr: readQr(fnArray, argsArray as unknown[][]) });
  }
  await pdf.destroy();
  return { pages, title: info.Title, language: info.Language };
}

interface Square {
  x: number;
  y: number;
  side: number;
}

type ReadCode = (pixels: Uint8ClampedArray, width: number, height: number) => { data: string } | null;
// Its types speak of an ES module; what it exports to one is the function itself.
const jsQR = jsQrModule as unknown as ReadCode;

const SCALE = 4;
const QUIET = 4;

/** Paints the squares of the page on a small picture, and lets a reader of codes look at it. */
function readQr(fns: number[], args: unknown[][]): string | null {
  const squares = fns.flatMap((fn, i) => (fn === OPS.constructPath ? squaresOf(args[i]!) : []));
  if (squares.length < 100) return null;
  const side = squares[0]!.side;
  const left = Math.min(...squares.map(({ x }) => x));
  const top = Math.min(...squares.map(({ y }) => y));
  const count = Math.round((Math.max(...squares.map(({ x }) => x)) - left) / side) + 1;
  const size = (count + 2 * QUIET) * SCALE;
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255);
  for (const { x, y } of squares) {
    const column = (Math.round((x - left) / side) + QUIET) * SCALE;
    const row = (Math.round((y - top) / side) + QUIET) * SCALE;
    for (let i = 0; i < SCALE; i++) {
      for (let j = 0; j < SCALE; j++) pixels.fill(0, ((row + i) * size + column + j) * 4, ((row + i) * size + column + j) * 4 + 3); // prettier-ignore
    }
  }
  return jsQR(pixels, size, size)?.data ?? null;
}

/** The path as a list of drawing operations, of which a square is: move, three lines, close. */
function squaresOf(args: unknown[]): Square[] {
  const [path] = args[1] as [ArrayLike<number> | null];
  if (!path) return [];
  const squares: Square[] = [];
  const numbers = Array.from(path);
  for (let at = 0; at + 12 < numbers.length;) {
    const [move, x, y, , x2, y2] = numbers.slice(at, at + 6);
    if (move !== 0 || numbers[at + 3] !== 1) return squares;
    const corner = numbers.slice(at + 7, at + 9);
    const width = Math.abs(x2! - x!);
    const height = Math.abs(corner[1]! - y2!);
    if (Math.abs(width - height) < 0.01) squares.push({ x: x!, y: y!, side: width });
    at += 13;
  }
  return squares;
}

/** The fields of a Saudi code, in their order. */
export function readTlv(text: string): string[] {
  const bytes = Buffer.from(text, 'base64');
  const values: string[] = [];
  for (let at = 0; at < bytes.length; at += 2 + bytes[at + 1]!) {
    expect(bytes[at]).toBe(values.length + 1);
    values.push(bytes.toString('utf8', at + 2, at + 2 + bytes[at + 1]!));
  }
  return values;
}
