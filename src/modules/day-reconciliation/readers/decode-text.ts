import { RefusedFile } from './refused-file.js';

const MARKS: [charset: string, mark: number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** What the first bytes say: a mark, or the zeros that UTF-16 has between letters; else UTF-8. */
export function charsetOf(head: Uint8Array): string {
  for (const [charset, mark] of MARKS) if (mark.every((byte, i) => head[i] === byte)) return charset;
  if (head.length >= 4 && head[1] === 0 && head[3] === 0) return 'utf-16le';
  if (head.length >= 4 && head[0] === 0 && head[2] === 0) return 'utf-16be';
  return 'utf-8';
}

/**
 * The text of a file, piece by piece. Bytes that are none of its charset refuse the file instead of becoming
 * question marks: an order number with one in it would match nothing, and look as if its payment were missing.
 */
export async function* decodeText(pieces: AsyncIterable<Buffer>): AsyncIterable<string> {
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  let at = 0;
  const decode = (piece: Buffer | undefined): string => {
    try {
      return decoder!.decode(piece, { stream: piece !== undefined });
    } catch {
      throw new RefusedFile(
        `the text is not ${decoder!.encoding} (after byte ${at}); it may be windows-1256 or another old charset. Have the report made in UTF-8`,
      );
    }
  };
  for await (const piece of pieces) {
    decoder ??= new TextDecoder(charsetOf(piece.subarray(0, 4)), { fatal: true });
    yield decode(piece);
    at += piece.length;
  }
  if (decoder) yield decode(undefined);
}
