import { Logger } from '@nestjs/common';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Clock } from '../../platform/clock/clock.js';
import { AppError } from '../../platform/http/app-error.js';
import { bytesToSetAside, IntakeBounds } from './intake-bounds.js';
import { HELD_FOR_MS, Patience } from './patience.js';

/** Time passes when it is told to. */
class StillClock extends Clock {
  private at = 0;
  private timers: { due: number; work: () => void }[] = [];

  now(): Date {
    return new Date(this.at);
  }

  monotonicMs(): number {
    return this.at;
  }

  startTimer(ms: number, work: () => void): () => void {
    const timer = { due: this.at + ms, work };
    this.timers.push(timer);
    return () => void (this.timers = this.timers.filter((other) => other !== timer));
  }

  async pass(ms: number): Promise<void> {
    await nextTurn();
    for (const end = this.at + ms; this.at < end;) {
      this.at = Math.min(end, ...this.timers.map(({ due }) => due));
      const due = this.timers.filter((timer) => timer.due <= this.at);
      this.timers = this.timers.filter((timer) => timer.due > this.at);
      for (const { work } of due) work();
      await nextTurn();
    }
  }
}

const MB = 1024 * 1024;

beforeAll(() => Logger.overrideLogger(false));

describe('a message that cannot be stored', () => {
  let clock: StillClock;
  let bounds: IntakeBounds;
  let patience: Patience;

  beforeEach(() => {
    clock = new StillClock();
    bounds = new IntakeBounds();
    patience = new Patience(clock, bounds);
  });

  it('is tried until it is stored, and refused at once only for what it is', async () => {
    let tries = 0;
    const stored = patience.with(1, () =>
      ++tries < 4 ? Promise.reject(new Error('no connection')) : Promise.resolve('stored'),
    );
    await clock.pass(5_000);
    expect([await stored, tries]).toEqual(['stored', 4]);
    const refusal = new AppError('webhook_signature_invalid', 'no');
    await expect(patience.with(1, () => Promise.reject(refusal))).rejects.toBe(refusal);
  });

  it('is given up after the time that makes Ottu send it again, also when a try never ends', async () => {
    const failing = patience.with(1, () => Promise.reject(new Error('no connection')));
    let end: () => void = () => undefined;
    const hanging = patience.with(65 * MB, () => new Promise<void>((resolve) => (end = resolve)));
    const ended = Promise.allSettled([failing, hanging]);
    await clock.pass(HELD_FOR_MS);
    expect((await ended).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    // Its bytes are still held by whoever hangs, and nothing more is read.
    expect(bounds.isFull).toBe(true);
    end();
    await clock.pass(1);
    expect(bounds.isFull).toBe(false);
  });
});

describe('what is held at once', () => {
  it('ends with a number of messages, and with their bytes; each is let go once', () => {
    const bounds = new IntakeBounds();
    const held = Array.from({ length: 2_000 }, () => bounds.hold(1));
    expect(bounds.isFull).toBe(true);
    held[0]!.letGo();
    held[0]!.letGo();
    expect(bounds.isFull).toBe(false);
    held.forEach(({ letGo }) => letGo());
    const { letGo } = bounds.hold(64 * MB);
    expect(bounds.isFull).toBe(true);
    letGo();
    expect(bounds.isFull).toBe(false);
  });

  it('is what came of a body, whatever was said of its length', () => {
    expect([undefined, '0', '900', '524288', '67108864', '-1', 'many'].map(bytesToSetAside)).toEqual([
      65_536, 0, 900, 65_536, 65_536, 65_536, 65_536,
    ]);
    const bounds = new IntakeBounds();
    const held = bounds.hold(65_536);
    held.arrived(65_536);
    held.arrived(64 * MB - 65_537);
    expect(bounds.isFull).toBe(false);
    held.arrived(1);
    expect(bounds.isFull).toBe(true);
    held.letGo();
    const next = bounds.hold(64 * MB - 1);
    expect(bounds.isFull).toBe(false);
    next.letGo();
  });

  it('is followed by so many that wait unread, and no more', () => {
    const bounds = new IntakeBounds();
    const waiting = Array.from({ length: 4_000 }, () => bounds.waitUnread(() => undefined));
    expect(waiting).not.toContain(null);
    expect(bounds.waitUnread(() => undefined)).toBeNull();
    waiting[0]!();
    expect(bounds.waitUnread(() => undefined)).not.toBeNull();
  });

  it('is read on with as soon as there is room, the longest waiting first, and with no more than there is room for', () => {
    const bounds = new IntakeBounds();
    const held = Array.from({ length: 2_000 }, () => bounds.hold(1));
    const read: string[] = [];
    const wait = (name: string) => bounds.waitUnread(() => (read.push(name), bounds.hold(1)))!;
    const leave = wait('one that has gone');
    ['first', 'second', 'third'].forEach(wait);
    leave();
    held[0]!.letGo();
    expect(read).toEqual(['first']);
    held[1]!.letGo();
    held[2]!.letGo();
    expect(read).toEqual(['first', 'second', 'third']);
    expect(bounds.isFull).toBe(true);
  });
});
