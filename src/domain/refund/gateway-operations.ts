/** What is done to a payment at the gateway that took it. */
export type GatewayOperation = 'refund' | 'capture' | 'void';

/** What is known of the gateway behind a payment. */
export interface GatewayKnown {
  pgCode: string;
  /** As the platform names what stands behind the account's gateway (`pg`); null where it does not say. */
  processor: string | null;
  /** What the platform's list says that can be done with this gateway; null where it does not say. */
  operations: readonly string[] | null;
}

/**
 * Gateways through which the platform can do nothing but take a payment, by its published catalogue of gateways; where
 * its pages contradict each other, the gateway is not here. What is not here can do everything, until the account's
 * own list says otherwise: docs/adr/0069.
 */
const TAKES_PAYMENTS_ONLY = new Set([
  'amazon_pay',
  'bambora',
  'bede',
  'bookey',
  'burgan',
  'cbk',
  'ccavenues',
  'dapi',
  'hesabe',
  'hyperpay',
  'ifg',
  'migs',
  'paypal',
  'upg',
  'urpay',
]);

/** Why it cannot be done, for a person; null when nothing is known against it. Pure. */
export function whyGatewayCannot(
  operation: GatewayOperation,
  { pgCode, processor, operations }: GatewayKnown,
): string | null {
  if (operations !== null) {
    if (operations.includes(operation)) return null;
    const offered = operations.length === 0 ? 'nothing' : operations.join(', ');
    return `Ottu lists ${offered} as what can be done with payments of the gateway ${pgCode}, and not ${operation}`;
  }
  if (processor === null || !TAKES_PAYMENTS_ONLY.has(processor.toLowerCase())) return null;
  return `by Ottu's catalogue no ${operation} can be made through ${processor}, which is behind the gateway ${pgCode}`;
}
