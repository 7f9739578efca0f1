import * as fontkit from 'fontkit';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** One font, read and understood once: doing it anew for each document took longer than the document. */
export interface Face {
  name: string;
  font: fontkit.Font;
  /** Of the text as the font joins it, at size 1. */
  widthOf(text: string): number;
  shows(codePoint: number): boolean;
}

/**
 * Of each weight two: one drawn for Arabic and Latin together, so that mixed lines look like one text, and one
 * that also has the other alphabets in which names are written.
 */
const FILES = {
  regular: [
    '@expo-google-fonts/ibm-plex-sans-arabic/400Regular/IBMPlexSansArabic_400Regular.ttf',
    '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  ],
  bold: [
    '@expo-google-fonts/ibm-plex-sans-arabic/600SemiBold/IBMPlexSansArabic_600SemiBold.ttf',
    '@expo-google-fonts/noto-sans/600SemiBold/NotoSans_600SemiBold.ttf',
  ],
} as const;

export type Weight = keyof typeof FILES;

const loaded = new Map<Weight, Face[]>();

/** Read once in the life of the process. The first is preferred. */
export function facesOf(weight: Weight): readonly Face[] {
  const faces = loaded.get(weight) ?? FILES[weight].map(load);
  loaded.set(weight, faces);
  return faces;
}

function load(file: string): Face {
  const font = fontkit.create(readFileSync(require.resolve(file))) as fontkit.Font;
  return {
    name: file,
    font,
    widthOf: (text) => font.layout(text, []).advanceWidth / font.unitsPerEm,
    shows: (codePoint) => font.hasGlyphForCodePoint(codePoint),
  };
}
