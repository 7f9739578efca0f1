import bidiFactory, { type Bidi, type EmbeddingLevels } from 'bidi-js';

// Its types speak of an ES module; what it exports to one is the factory itself.
const bidi = (bidiFactory as unknown as () => Bidi)();

export type Direction = 'ltr' | 'rtl';

/** What is shown by one font in one direction. `text` is in the order of reading; a shaper turns it around. */
export interface VisualRun<F> {
  text: string;
  face: F;
}

/** Marks that steer direction and are not shown. */
export const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;
/** Of scripts that a shaper turns around by itself. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;

/** A paragraph with its levels by the Unicode Bidirectional Algorithm, ready to be cut into lines. */
export class Paragraph<F> {
  private readonly levels: EmbeddingLevels;
  private readonly mirrored: Map<number, string>;
  private readonly faces: F[];

  constructor(
    readonly text: string,
    direction: Direction,
    faceOf: (word: string) => (codePoint: number) => F,
  ) {
    this.faces = facesByIndex(text, faceOf);
    this.levels = bidi.getEmbeddingLevels(text, direction);
    this.mirrored = bidi.getMirroredCharactersMap(text, this.levels.levels);
  }

  /** What stands on a line from `start` up to `end`, from left to right. */
  runs(start: number, end: number): VisualRun<F>[] {
    if (end <= start) return [];
    const runs: { indices: number[]; level: number; face: F }[] = [];
    for (const index of bidi.getReorderedIndices(this.text, this.levels, start, end - 1)) {
      if (index < start || index >= end || INVISIBLE.test(this.text[index]!)) continue;
      const level = this.levels.levels[index]!;
      const face = this.faces[index]!;
      const last = runs.at(-1);
      if (last?.level === level && last.face === face) last.indices.push(index);
      else runs.push({ indices: [index], level, face });
    }
    return runs.map(({ indices, level, face }) => ({ face, text: this.textOf(indices, level) }));
  }

  private textOf(indices: number[], level: number): string {
    const turned = level % 2 === 1;
    const inOrder = turned ? [...indices].reverse() : indices;
    const text = inOrder.map((i) => this.mirrored.get(i) ?? this.text[i]!).join('');
    // Only brackets or dots between words of Arabic: no shaper sees that they run from right to left. And only Arabic
    // digits: it takes them for words, and would show the house number 12 as 21.
    return turned === RIGHT_TO_LEFT.test(text) ? text : [...text].reverse().join('');
  }
}

/** Word by word, so that one letter from another alphabet does not change the font in the middle of a name. */
function facesByIndex<F>(text: string, faceOf: (word: string) => (codePoint: number) => F): F[] {
  return (text.match(/\s*\S+|\s+$/g) ?? []).flatMap((word) => {
    const faceOfCharacter = faceOf(word);
    return [...word].flatMap((character) => {
      const face = faceOfCharacter(character.codePointAt(0)!);
      return Array.from({ length: character.length }, () => face);
    });
  });
}
