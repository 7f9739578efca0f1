import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/engine-process.js';
import { Stage, STORY_MS } from './support/stage.js';
import { stepsOf, walk, withoutIds } from './support/tour.js';

const SECONDS = 60;
/** Where a document has left lines out. */
const MORE = '…\n';

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const tour = /^## Five minutes\n([^]*?)^## /m.exec(readme)![1]!;

test(
  'The five minutes in README.md do what they say, word for word, on an engine that was just started',
  async () => {
    const steps = stepsOf(tour);
    expect(steps.filter(({ shown }) => shown !== '').length).toBeGreaterThan(4);
    const stage = await Stage.set();
    try {
      const printed = await walk(steps, stage.engine, STORY_MS);
      steps.forEach(({ commands, shown }, i) => {
        const [said, real] = [shown, printed[i] ?? 'nothing, for it was not come to'].map(withoutIds);
        const isExcerpt = said!.startsWith(MORE) || said!.endsWith(MORE);
        const expected = isExcerpt ? expect.stringContaining(said!.replace(/^…\n|…\n$/g, '')) : said;
        expect({ commands, printed: real }).toEqual({ commands, printed: expected });
      });
    } finally {
      await stage.strike();
    }
  },
  STORY_MS + SECONDS * 1000,
);
