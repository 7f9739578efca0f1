import { MILLION } from './discount.js';

/** "12.5": millionths as a percentage, with the digits it has. At most four of them come after the point. */
export function percentText(millionths: bigint): string {
  const whole = millionths / 10_000n;
  const fraction = (millionths % 10_000n).toString().padStart(4, '0').replace(/0+$/, '');
  return fraction === '' ? whole.toString() : `${whole}.${fraction}`;
}

const PERCENT = /^(0|[1-9]\d{0,2})(?:\.(\d{1,4}))?$/;

/** The inverse of `percentText`; null for what is no percentage from 0 to 100 with at most four digits. */
export function parsePercent(text: string): bigint | null {
  const match = PERCENT.exec(text);
  if (!match) return null;
  const [, whole = '', fraction = ''] = match;
  const millionths = BigInt(whole) * 10_000n + BigInt(fraction.padEnd(4, '0'));
  return millionths <= MILLION ? millionths : null;
}
