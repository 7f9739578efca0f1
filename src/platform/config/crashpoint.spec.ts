import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { armCrashpoint, CRASH_POINTS, crashpoint } from './crashpoint.js';

const ROOT = join(import.meta.dirname, '../../..');

/** A process that passes the point so many times; how it ended. */
function pass(setting: string, point: string, times: number): string {
  const program = `
    const { armCrashpoint, crashpoint } = await import('./src/platform/config/crashpoint.ts');
    armCrashpoint(${JSON.stringify(setting)});
    for (let i = 0; i < ${times}; i++) crashpoint(${JSON.stringify(point)});
    process.stdout.write('survived');`;
  const loader = ['--no-warnings', '--import', './test/support/ts-loader.mjs'];
  const options = ['--input-type=module', '--eval', program];
  const { stdout, signal } = spawnSync(process.execPath, [...loader, ...options], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return signal ?? stdout;
}

describe('a crash point', () => {
  it('does nothing when nobody armed it, as in production', () => {
    armCrashpoint(undefined);
    for (const point of CRASH_POINTS) expect(() => crashpoint(point)).not.toThrow();
  });

  it('kills the process at the passing that was asked for, and not before', () => {
    expect(pass('after-sent', 'after-sent', 1)).toBe('SIGKILL');
    expect(pass('after-sent:3', 'after-sent', 2)).toBe('survived');
    expect(pass('after-sent:3', 'after-sent', 3)).toBe('SIGKILL');
  });

  it('lets every other point pass', () => {
    expect(pass('after-sent', 'after-answer', 5)).toBe('survived');
  });

  it('that does not exist is refused when the engine starts', () => {
    expect(() => armCrashpoint('after-lunch')).toThrow(
      /CRASH_AT names after-lunch; allowed are after-billing/,
    );
  });
});
