import { facesOf } from './faces.js';
import { type Direction, Paragraph } from './visual-runs.js';

const [font] = facesOf('regular');

/** What is seen from left to right, as the font's own pictures. */
function seen(text: string, direction: Direction): number[] {
  const paragraph = new Paragraph(text, direction, () => () => font!);
  return paragraph.runs(0, text.length).flatMap((run) => glyphs(run.text));
}

const glyphs = (text: string) => font!.font.layout(text, []).glyphs.map(({ id }) => id);

describe('a line in the order in which it is seen', () => {
  const [one, two, space] = ['١', '٢', ' '].map((digit) => glyphs(digit)[0]);
  const word = glyphs('شارع');

  it.each<Direction>(['rtl', 'ltr'])(
    'has Arabic digits from left to right, also in a page that runs %s',
    (way) => {
      expect(seen('شارع ١٢', way)).toEqual([one, two, space, ...word]);
      expect(seen('١٢', way)).toEqual([one, two]);
      expect(seen('شارع 12', way)).toEqual([...glyphs('12'), space, ...word]);
    },
  );

  it('turns what stands only between Arabic words', () => {
    expect(seen('شارع (شارع)', 'rtl')).toEqual([...glyphs('('), ...word, ...glyphs(')'), space, ...word]);
  });
});
