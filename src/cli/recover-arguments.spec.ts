import { readCommand, UsageError } from './recover-arguments.js';

describe('npm run recover', () => {
  it.each([
    [[], { name: 'show' }],
    [['-h'], { name: 'help' }],
    [['--tries', '12'], { name: 'tries', depth: 12 }],
    [
      ['--end', '--by', ' Noura ', '--reason', 'covered'],
      { name: 'end', by: 'Noura', reason: 'covered', uncovered: false },
    ],
    [
      ['--end', '--by', 'Noura', '--reason', 'no time', '--uncovered'],
      { name: 'end', by: 'Noura', reason: 'no time', uncovered: true },
    ],
  ])('%j', (args, command) => {
    expect(readCommand(args)).toEqual(command);
  });

  it.each([
    [['--end']],
    [['--end', '--by', 'Noura']],
    [['--end', '--by', '', '--reason', 'covered']],
    [['--end', '--by', 'Noura', '--reason', 'x'.repeat(501)]],
    [['--uncovered']],
    [['--by', 'Noura']],
    [['--tries', '0']],
    [['--tries', '51']],
    [['--tries', '4', '--end', '--by', 'Noura', '--reason', 'covered']],
    [['--finish']],
    [['end']],
  ])('%j is refused, and ends nothing', (args) => {
    expect(() => readCommand(args)).toThrow(UsageError);
  });
});
