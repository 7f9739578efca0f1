import { parseArgs } from 'node:util';

export const HELP = `Shows what is found out after a restore or failover of the database, and ends it.

  npm run recover                                   what was noticed, asked for and found
  npm run recover -- --end --by NAME --reason TEXT  lets charging go on, when everything was asked for
                     [--uncovered]                  or also when not: what was charged meanwhile may be charged again
  npm run recover -- --tries N                      asks for up to N tries of each charge (1 to 50, first 4): more
                                                    than 4 after an outage of Ottu of more than 7 minutes

The database is the one of DATABASE_URL, or the engine's own under DATA_DIR. The asking itself is done by the
engine, which must be running.`;

/** What the caller typed cannot be done as typed. */
export class UsageError extends Error {}

export type Command =
  | { name: 'help' }
  | { name: 'show' }
  | { name: 'tries'; depth: number }
  | { name: 'end'; by: string; reason: string; uncovered: boolean };

export function readCommand(args: string[]): Command {
  const { help, end, tries, by, reason, uncovered } = parse(args);
  if (help) return { name: 'help' };
  if (!end && (by ?? reason ?? uncovered) !== undefined) {
    throw new UsageError('--by, --reason and --uncovered belong to --end');
  }
  if (tries !== undefined) {
    if (end) throw new UsageError('--tries and --end are two commands');
    if (!/^([1-9]|[1-4]\d|50)$/.test(tries))
      throw new UsageError('--tries must be a whole number from 1 to 50');
    return { name: 'tries', depth: Number(tries) };
  }
  if (!end) return { name: 'show' };
  return {
    name: 'end',
    by: required(by, '--by, the name of the person who decides'),
    reason: required(reason, '--reason, such as "the gap is covered"'),
    uncovered: uncovered ?? false,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        help: { type: 'boolean', short: 'h' },
        end: { type: 'boolean' },
        by: { type: 'string' },
        reason: { type: 'string' },
        tries: { type: 'string' },
        uncovered: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function required(value: string | undefined, what: string): string {
  const text = value?.trim() ?? '';
  if (text === '' || text.length > 500) throw new UsageError(`Give ${what}, in 1 to 500 characters`);
  return text;
}
