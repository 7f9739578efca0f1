import { createHmac } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const CHARACTERS = 26;

/**
 * The merchant reference of one try: the same inputs give the same text, so that it can be recomputed
 * and asked for when rows were lost; nobody without the secret can guess it. At most 37 characters,
 * the shortest limit among the gateways.
 */
export function orderNo(secret: string, subscription: string, period: string | number, n: number): string {
  const digest = createHmac('sha256', secret).update(`${subscription}|${period}|${n}`).digest();
  let bits = digest.subarray(0, 17).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  let text = '';
  for (let i = 0; i < CHARACTERS; i++) {
    text += ALPHABET[Number(bits & 31n)]!;
    bits >>= 5n;
  }
  return `r1-${text}-${n}`;
}
