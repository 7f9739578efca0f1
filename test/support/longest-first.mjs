import { statSync } from 'node:fs';
import TestSequencer from '@jest/test-sequencer';

/** What starts real processes takes minutes for few lines; last in line, one worker alone would be at it in the end. */
const LONG = [/\/test\/e2e\//, /\/test\/(integration|scenarios)\//];

/** The order of the test files in a checkout where nobody has measured yet how long each takes, such as that of CI. */
export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const found = LONG.findIndex((long) => long.test(path));
      return found === -1 ? LONG.length : found;
    };
    const size = new Map(tests.map(({ path }) => [path, statSync(path).size]));
    return [...tests].sort((a, b) => rank(a) - rank(b) || size.get(b.path) - size.get(a.path));
  }
}
