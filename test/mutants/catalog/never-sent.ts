import type { Mutant } from '../mutant.js';

const UNSENT = 'src/modules/charges/never-sent.ts';
const UNSENT_SPEC = 'src/modules/charges/never-sent.spec.ts';

/** Charges that cannot be sent: when that ends, and what must not be ended by it. */
export const NEVER_SENT: readonly Mutant[] = [
  {
    name: 'unsent-is-tried-for-ever',
    what: 'A charge that can never be sent is tried every hour: the customer has the product, and no person hears of it.',
    file: UNSENT,
    find: 'daysOf(unsent, facts) >= LEAST_DAYS_UNSENT',
    replace: 'daysOf(unsent, facts) >= Infinity',
    caughtBy: { spec: UNSENT_SPEC },
  },
  {
    name: 'counter-ends-what-may-be-under-way',
    what: 'Attempts of which nobody knows the end count as unsent, and their invoice is taken from the clock by a counter.',
    file: UNSENT,
    find: "return status === 'abandoned' && fencedAt === null",
    replace: "return status !== 'declined' && fencedAt === null",
    caughtBy: { spec: UNSENT_SPEC },
  },
  {
    name: 'thrown-sending-is-forgotten',
    what: 'What throws while it is sent is tried again every hour for a week, with a session opened at Ottu each time.',
    file: 'src/modules/charges/settle-negative.ts',
    find: 'const trouble = keptTrouble(attempt, isObstructed ? obstacleOf(reason) : troubleOf(reason));',
    replace: 'const trouble = isObstructed ? obstacleOf(reason) : troubleOf(reason);',
    also: [
      {
        file: 'src/modules/charges/settle-negative.ts',
        find: "import { keptTrouble, whyForPerson } from './never-sent.js';",
        replace: "import { whyForPerson } from './never-sent.js';",
      },
    ],
    caughtBy: { spec: 'test/scenarios/platform-trouble.spec.ts', test: 'as a charge whose sending throws' },
  },
];
