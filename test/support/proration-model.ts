/**
 * Proration as one would do it by hand: days are crossed off a calendar one by one, division is done digit by
 * digit, and remainders are dealt out to whoever has most of a unit left. Shares nothing with the engine.
 */

/** "2027-01-31" on the wall of the zone. */
function wallDate(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at);
}

/** Dates that have to be crossed off to come from one instant to the other. */
export function daysCrossedOff(from: Date, to: Date, timeZone: string): number {
  const last = wallDate(to, timeZone);
  const [year, month, day] = wallDate(from, timeZone).split('-').map(Number);
  for (let n = 0; ; n++) {
    if (new Date(Date.UTC(year!, month! - 1, day! + n)).toISOString().slice(0, 10) === last) return n;
    if (n > 10_000) throw new Error('never arrives');
  }
}

/** Nine digits after the point by long division, rounded at the tenth. */
export function divideByHand(used: number, length: number): bigint {
  let digits = String(Math.floor(used / length));
  let rest = used % length;
  for (let i = 0; i < 10; i++) {
    rest *= 10;
    digits += String(Math.floor(rest / length));
    rest %= length;
  }
  const tenth = Number(digits.at(-1));
  return BigInt(digits.slice(0, -1)) + (tenth >= 5 ? 1n : 0n);
}

export interface HandLine {
  taxable: bigint;
  taxes: bigint[];
  creditedBefore: bigint;
}

/** What is given back of a line, and how it falls to price and taxes; all zero or more. */
export function creditByHand(line: HandLine, unused: bigint): { total: bigint; shares: bigint[] } {
  const parts = [line.taxable, ...line.taxes];
  const whole = parts.reduce((a, b) => a + b, 0n);
  const exact = (whole - line.creditedBefore) * unused;
  let total = exact / 1_000_000_000n;
  if ((exact % 1_000_000_000n) * 2n >= 1_000_000_000n) total += 1n;
  const shares = parts.map((part) => (total * part) / whole);
  const cut = parts.map((part, i) => total * part - shares[i]! * whole);
  let undealt = total - shares.reduce((a, b) => a + b, 0n);
  while (undealt > 0n) {
    const most = cut.reduce((best, value, i) => (value > cut[best]! ? i : best), 0);
    shares[most]! += 1n;
    cut[most] = -1n;
    undealt -= 1n;
  }
  return { total, shares };
}

/** Noon of the day so many months before, by turning the pages back; the wanted day, or the last there is. */
export function monthsBefore(at: Date, months: number, wanted: number, timeZone: string): Date {
  let [year, month] = wallDate(at, timeZone).split('-').map(Number) as [number, number];
  for (let n = 0; n < months; n++) [year, month] = month === 1 ? [year - 1, 12] : [year, month - 1];
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1, Math.min(wanted, last), 12));
}
