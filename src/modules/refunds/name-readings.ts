import { describeMoney } from '../../domain/money/money.js';
import type { OperationReading } from '../../gateway/payment-gateway.js';

/**
 * A name for each of what the platform tells, the same at every look: its own, or what it is and which of those that
 * are the same. Pure.
 */
export function nameReadings<Reading extends OperationReading>(
  readings: readonly Reading[],
): { name: string; reading: Reading }[] {
  const seen = new Map<string, number>();
  return readings.map((reading) => {
    const kind = reading.id ?? `unnamed, ${describeMoney(reading.amount)}`;
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    return { name: count === 1 ? kind : `${kind}, ${count}`, reading };
  });
}
