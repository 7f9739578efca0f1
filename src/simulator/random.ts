import { createHash } from 'node:crypto';

/** Sees every count as it changes, so that a restarted simulator goes on where it stopped. */
export type CountListener = (purpose: string, count: number) => void;

/**
 * Every id, token and random decision is a hash of the seed, a purpose and a count. Streams of different
 * purposes do not disturb each other: switching a fault on does not change the session ids that follow.
 */
export class SeededRandom {
  private readonly counts = new Map<string, number>();

  constructor(
    readonly seed: string,
    private readonly onCount: CountListener = () => undefined,
  ) {}

  restore(purpose: string, count: number): void {
    this.counts.set(purpose, count);
  }

  /** 64 hex characters, never the same twice for one purpose. */
  hex(purpose: string): string {
    const count = (this.counts.get(purpose) ?? 0) + 1;
    this.counts.set(purpose, count);
    this.onCount(purpose, count);
    return this.fixed(purpose, String(count));
  }

  /** A hash of the seed and a name that stays the same however often it is asked for. */
  fixed(purpose: string, name: string): string {
    return createHash('sha256').update(`${this.seed}\n${purpose}\n${name}`).digest('hex');
  }

  /** In [0, 1). */
  fraction(purpose: string): number {
    return parseInt(this.hex(purpose).slice(0, 12), 16) / 2 ** 48;
  }

  /** `length` decimal digits, the first of them not 0. */
  digits(purpose: string, length: number): string {
    const text = BigInt(`0x${this.hex(purpose)}`).toString();
    const first = String(1 + (Number(text.at(-1)) % 9));
    return first + text.slice(-length, -1).padStart(length - 1, '7');
  }

  /** `length` characters of A-Z and 0-9. */
  capitals(purpose: string, length: number): string {
    return BigInt(`0x${this.hex(purpose)}`)
      .toString(36)
      .toUpperCase()
      .slice(-length);
  }
}

/** The check digit rule of card numbers (ISO/IEC 7812). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Tokens look like the numeric tokens of a gateway but are never valid card numbers. */
export function cardToken(random: SeededRandom): string {
  const token = random.digits('token', 16);
  if (!passesLuhn(token)) return token;
  return token.slice(0, -1) + String((Number(token.at(-1)) + 1) % 10);
}
