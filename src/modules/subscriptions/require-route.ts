import { AppError } from '../../platform/http/app-error.js';
import type { Merchant } from '../merchants/index.js';
import type { Basket } from './choose-basket.js';

/** Nothing is sold in a currency that no gateway of the merchant takes. */
export function requireRoute(merchant: Merchant, basket: Basket, field: string): void {
  if (basket.isFree || merchant.routing[basket.currency] !== undefined) return;
  const routed = Object.keys(merchant.routing).join(', ') || 'none';
  const message = `no gateway is set for ${basket.currency}; this merchant can charge: ${routed}`;
  throw AppError.field('rule_violation', field, message);
}

/** A first payment through a gateway that saves no card would be the only one; Ottu says which these are. */
export function refuseBrokenRoute(merchant: Merchant, basket: Basket, field: string): void {
  const fault = merchant.routingFaults[basket.currency];
  if (basket.isFree || fault === undefined) return;
  throw AppError.field(
    'rule_violation',
    field,
    `nothing recurring can be sold in ${basket.currency}: ${fault}`,
  );
}
