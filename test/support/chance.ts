import { createHash } from 'node:crypto';

/**
 * Repeatable chance: the same seed and name give the same row of decisions. Each part of a run has a name of
 * its own, so that one more decision here does not change all decisions there.
 */
export class Chance {
  private state: number;

  constructor(
    private readonly seed: string,
    name: string,
  ) {
    this.state = createHash('sha256').update(`${seed}/${name}`).digest().readUInt32LE();
  }

  named(name: string): Chance {
    return new Chance(this.seed, name);
  }

  /** From 0 up to, not including, 1 (mulberry32). */
  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  between(least: number, most: number): number {
    return least + this.fraction() * (most - least);
  }

  whole(least: number, most: number): number {
    return Math.floor(this.between(least, most + 1));
  }

  happens(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.fraction() * items.length)]!;
  }

  /** Waiting times of things that happen on their own: mostly short, sometimes long. */
  around(mean: number): number {
    return -Math.log(1 - this.fraction()) * mean;
  }
}
