import { formatAmount, minorOf } from '../money.js';
import type { Charge } from '../state/types.js';
import type { World } from '../world.js';

export interface TruthFilter {
  customer_id?: string;
  order_no_prefix?: string;
  order_no?: string;
  session_id?: string;
  agreement_id?: string;
  currency?: string;
}

function matches(charge: Charge, filter: TruthFilter): boolean {
  const exact = ['customer_id', 'order_no', 'session_id', 'agreement_id', 'currency'] as const;
  if (filter.order_no_prefix !== undefined && !charge.order_no?.startsWith(filter.order_no_prefix))
    return false;
  return exact.every((name) => filter[name] === undefined || charge[name] === filter[name]);
}

interface Totals {
  charges: number;
  charged: string;
  captured: string;
  refunded: string;
  net: string;
}

function totalsOf(charges: Charge[], currency: string): Totals {
  const sum = (of: (charge: Charge) => string): bigint =>
    charges.reduce((total, charge) => total + minorOf(of(charge), currency), 0n);
  const [captured, refunded] = [sum((charge) => charge.captured), sum((charge) => charge.refunded)];
  const charged = sum((charge) => (charge.voided ? charge.captured : charge.amount));
  const text = (minor: bigint) => formatAmount(minor, currency);
  return {
    charges: charges.length,
    charged: text(charged),
    captured: text(captured),
    refunded: text(refunded),
    net: captured >= refunded ? text(captured - refunded) : `-${text(refunded - captured)}`,
  };
}

function groups(charges: Charge[], keyOf: (charge: Charge) => string | null): Map<string, Charge[]> {
  const map = new Map<string, Charge[]>();
  for (const charge of charges) {
    const key = keyOf(charge);
    if (key === null) continue;
    const group = map.get(key);
    if (group) group.push(charge);
    else map.set(key, [charge]);
  }
  return map;
}

/** What money really moved, whoever was told about it. */
export function truth(world: World, filter: TruthFilter) {
  const charges = [...world.store.charges.all()].filter((charge) => matches(charge, filter));
  const several = (map: Map<string, Charge[]>): string[] =>
    [...map].filter(([, group]) => group.length > 1).map(([key]) => key);
  const byCurrency = groups(charges, (charge) => charge.currency);
  return {
    now: world.clock.iso(),
    charges: charges.map((charge) => ({
      ...charge,
      at: world.clock.iso(charge.at),
      settled_at: charge.settled_at === null ? null : world.clock.iso(charge.settled_at),
      state: world.store.sessions.get(charge.session_id)?.state ?? null,
    })),
    totals: Object.fromEntries(
      [...byCurrency].map(([currency, group]) => [currency, totalsOf(group, currency)]),
    ),
    sessions_charged_more_than_once: several(groups(charges, (charge) => charge.session_id)),
    order_nos_charged_more_than_once: several(groups(charges, (charge) => charge.order_no)),
    charges_nobody_was_told_of: charges
      .filter((charge) => charge.settled_at === null)
      .map((charge) => charge.id),
  };
}
