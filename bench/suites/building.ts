import { buildInvoice } from '../../src/domain/invoice/build-invoice.js';
import { money } from '../../src/domain/money/money.js';
import { type BillableItem, priceItems } from '../../src/domain/pricing/price-items.js';
import type { PriceModel } from '../../src/domain/pricing/price-model.js';
import type { UnitAmount } from '../../src/domain/pricing/unit-amount.js';
import type { Options } from '../options.js';

export interface Building {
  lines: number;
  invoices: number;
  /** Of one core: the process has nothing else to do. */
  cpuMs: number;
}

const KWD = 'KWD';
const TIME_ZONE = 'Asia/Kuwait';
const PERIOD = { index: 3, start: new Date('2027-01-10T06:00:00Z'), end: new Date('2027-02-10T06:00:00Z') };
const ENDED = { start: new Date('2026-12-10T06:00:00Z'), end: PERIOD.start };

const unit = (nano: bigint): UnitAmount => ({ nano, currency: KWD });
const tiers = [
  { upTo: 10n, unitAmount: unit(2_000_000_000n), flatAmount: unit(0n) },
  { upTo: null, unitAmount: unit(1_500_000_000n), flatAmount: unit(5_000_000_000n) },
];

/** Ten prices of every kind, of which three are usage. */
function items(i: number): BillableItem[] {
  const models: PriceModel[] = [
    { kind: 'flat', amount: unit(9_500_000_000n) },
    { kind: 'per_unit', unitAmount: unit(1_250_000_000n) },
    { kind: 'graduated', currency: KWD, tiers },
    { kind: 'volume', currency: KWD, tiers },
    { kind: 'package', packageAmount: unit(3_000_000_000n), packageSize: 100n },
    { kind: 'per_unit', unitAmount: unit(1_500_000n) },
    { kind: 'graduated', currency: KWD, tiers },
    { kind: 'flat', amount: unit(4_000_000_000n) },
    { kind: 'volume', currency: KWD, tiers },
    { kind: 'per_unit', unitAmount: unit(333_333_333n) },
  ];
  return models.map((model, n): BillableItem => {
    const quantity = BigInt(1 + ((i + n) % 37));
    const base = { itemId: `item_${n}`, priceId: `price_${n}`, description: `Price ${n}`, model, quantity };
    if (n < 7) return { kind: 'recurring', billing: 'in_advance', ended: null, ...base };
    const unbilled = [{ period: ENDED, all: { quantity: quantity * 10n, records: quantity }, billed: { quantity: 0n, records: 0n } }]; // prettier-ignore
    const usage = { aggregation: 'sum' as const, graceMinutes: 60, unbilled };
    return { kind: 'usage', billing: 'in_arrears', ended: ENDED, usage, ...base };
  });
}

const COUPON = { couponId: 'coupon_1', name: 'Ten', value: { kind: 'percentage' as const, millionths: 100_000n }, priceIds: null }; // prettier-ignore
const TAX = { rateId: 'tax_1', name: 'VAT', millionths: 150_000n, inclusive: false, exemption: null };

/** Invoices of ten lines with a coupon and a tax, from prices and quantities to the last explained line. */
export function measureBuilding({ quick }: Options): Building {
  // Once for nothing: code that is not compiled yet runs for a moment of a worker's life.
  build(quick ? 10_000 : 20_000);
  const before = process.cpuUsage();
  const began = performance.now();
  let invoices = 0;
  for (; performance.now() - began < (quick ? 1_000 : 5_000); invoices += 500) build(500);
  const { user, system } = process.cpuUsage(before);
  return { lines: 10, invoices, cpuMs: (user + system) / 1000 };
}

function build(count: number): void {
  for (let i = 0; i < count; i++) {
    const lines = priceItems(items(i), PERIOD, TIME_ZONE);
    const draft = buildInvoice({ currency: KWD, period: PERIOD, lines, discounts: [COUPON], tax: TAX });
    if (draft.lines.length !== 10 || draft.total.minor <= money(0n, KWD).minor) throw new Error('No invoice');
  }
}
