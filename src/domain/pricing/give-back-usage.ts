import type { PricedLine } from '../invoice/priced-line.js';
import { allocate, formatAmount, money, roundHalfUp, zero } from '../money/money.js';
import type { AppliedTax } from '../tax/tax-rule.js';
import type { ChargedUsage } from './charged-usage.js';
import type { LessBilledInputs } from './price-inputs.js';

type LessLine = PricedLine & { inputs: LessBilledInputs };

/**
 * A period that costs less than was billed for it: given back is that part of what was really charged, with its
 * discount and tax, and never more than is left of it. What remains charged is the whole period at the rate at which
 * it was billed, each of net and taxes rounded once, so that in the end it mirrors the charge to the unit. Given back
 * at today's price instead, a customer with half off would get twice what they paid.
 * @param line of an amount below zero
 */
export function giveBackUsage(line: LessLine, charged: ChargedUsage | null): PricedLine {
  const { currency } = line.amount;
  const most = charged?.amount.minor ?? 0n;
  const less = -line.amount.minor < most ? -line.amount.minor : most;
  // On an invoice that is void or was written off: nothing of it was charged.
  if (charged === null || less <= 0n) return { ...line, amount: zero(currency), discountable: false };
  const part = (whole: bigint) => whole - roundHalfUp(whole * (most - less), most);
  const given = atMost(
    { less, net: part(charged.net.minor), taxes: charged.taxes.map(({ amount }) => part(amount.minor)) },
    charged,
  );
  const taxes = charged.taxes.map((tax, i) => ({ ...tax, amount: money(-given.taxes[i]!, currency) }));
  const total = totalOf(given.net, given.taxes, charged.taxes);
  return {
    ...line,
    amount: money(-given.less, currency),
    discountable: false,
    settled: { discount: money(given.net - given.less, currency), taxes },
    inputs: { ...line.inputs, given_back: { charged: told(chargedTotal(charged), currency), of_it: told(total, currency) } }, // prettier-ignore
  };
}

interface Given {
  less: bigint;
  net: bigint;
  taxes: bigint[];
}

/** A credit note may have taken some of it before: then all parts shrink alike. */
function atMost(given: Given, charged: ChargedUsage): Given {
  const total = totalOf(given.net, given.taxes, charged.taxes);
  const left = chargedTotal(charged) - charged.creditedBefore.minor;
  if (total <= left) return given;
  if (left <= 0n) return { less: 0n, net: 0n, taxes: given.taxes.map(() => 0n) };
  const contained = inclusiveOf(given.taxes, charged.taxes);
  const [taxable, ...taxes] = allocate(money(left, charged.amount.currency), [given.net - contained, ...given.taxes]); // prettier-ignore
  const net = taxable!.minor + inclusiveOf(taxes.map(({ minor }) => minor), charged.taxes); // prettier-ignore
  const less = roundHalfUp(given.less * left, total);
  return { less: less < net ? net : less, net, taxes: taxes.map(({ minor }) => minor) };
}

function chargedTotal({ net, taxes }: ChargedUsage): bigint {
  return totalOf(net.minor, taxes.map(({ amount }) => amount.minor), taxes); // prettier-ignore
}

function totalOf(net: bigint, taxes: readonly bigint[], rates: readonly AppliedTax[]): bigint {
  return taxes.reduce((total, tax, i) => (rates[i]!.inclusive ? total : total + tax), net);
}

function inclusiveOf(taxes: readonly bigint[], rates: readonly AppliedTax[]): bigint {
  return taxes.reduce((total, tax, i) => (rates[i]!.inclusive ? total + tax : total), 0n);
}

function told(minor: bigint, currency: string): string {
  return formatAmount(money(minor, currency));
}
