import { spawnSync } from 'node:child_process';
import { cpuMsOf, cpuMsOfFamily, memoryOf, parseStat } from './cpu.js';

const STAT =
  '4242 (a name) (odd) R 17 4242 4242 0 -1 4194560 1207 8811 0 2 150 25 1000 234 20 0 9 0 99 1 2 3';

describe('parseStat', () => {
  it('reads behind the name, whatever that contains', () => {
    expect(parseStat(STAT)).toEqual({ parent: 17, ownMs: 1_750, reapedMs: 12_340 });
  });

  it('refuses what is something else', () => {
    expect(() => parseStat('no such line')).toThrow(/Not a line/);
  });
});

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('the counters of this machine', () => {
  it('grow with work', () => {
    const before = cpuMsOf(process.pid);
    const end = process.cpuUsage().user + 100_000;
    while (process.cpuUsage().user < end);
    expect(cpuMsOf(process.pid) - before).toBeGreaterThanOrEqual(80);
  });

  it('keep what a child used that has ended', () => {
    const before = cpuMsOfFamily(process.pid) - cpuMsOf(process.pid);
    spawnSync(process.execPath, ['-e', 'const end = Date.now() + 150; while (Date.now() < end);']);
    expect(cpuMsOfFamily(process.pid) - cpuMsOf(process.pid) - before).toBeGreaterThanOrEqual(50);
  });

  it('tell memory, and count nothing for a process that is none', () => {
    expect(memoryOf(process.pid).peakMb).toBeGreaterThanOrEqual(memoryOf(process.pid).mb / 2);
    expect(cpuMsOf(2 ** 30)).toBe(0);
  });
});
