/** What a gateway of the account can do, as the payment platform tells it. */
export interface GatewayAbilities {
  pgCode: string;
  currencies: readonly string[];
  /** Cards can be saved with it. */
  isTokenizable: boolean;
  /** Saved cards can be charged without the customer. */
  canAutoDebit: boolean;
  /** `purchase` takes money at once; `authorize` only reserves it. Null where it is not told. */
  operation?: string | null;
}

/**
 * Why recurring payments in a currency cannot go through a gateway; null when they can. A first payment by a method
 * that leaves no token (a bank's own debit network, or a wallet of a gateway that saves nothing) would be the last.
 */
export function faultOfRoute(
  currency: string,
  pgCode: string,
  gateways: readonly GatewayAbilities[],
): string | null {
  const gateway = gateways.find((one) => one.pgCode === pgCode);
  if (!gateway) {
    const known = gateways.filter((one) => canRecur(one, currency)).map((one) => one.pgCode);
    const instead = known.length === 0 ? 'none of its gateways could' : `it has ${known.join(', ')}`;
    return `the Ottu account has no gateway ${pgCode} for ${currency}; ${instead}`;
  }
  if (!gateway.currencies.includes(currency)) return `gateway ${pgCode} does not take ${currency}`;
  if (!gateway.isTokenizable) return `gateway ${pgCode} cannot save cards, so nothing could be charged later`;
  if (!gateway.canAutoDebit) return `gateway ${pgCode} may not charge saved cards without the customer`;
  return null;
}

/** What is allowed and will surprise: with a gateway that only reserves money each renewal waits for a person. */
export function warningOfRoute(pgCode: string, gateways: readonly GatewayAbilities[]): string | null {
  if (gateways.find((one) => one.pgCode === pgCode)?.operation !== 'authorize') return null;
  return `gateway ${pgCode} only authorizes: each payment, also each renewal, waits until it is captured, and is lost after some days if it is not`;
}

/** Whether a subscription in the currency can be paid through it. */
export function canRecur(
  { currencies, isTokenizable, canAutoDebit }: Omit<GatewayAbilities, 'pgCode' | 'operation'>,
  currency: string,
): boolean {
  return currencies.includes(currency) && isTokenizable && canAutoDebit;
}

/** By currency: the gateway that is set, and why it does not work where it does not. */
export interface Routes {
  routing: Readonly<Record<string, string>>;
  routingFaults: Readonly<Record<string, string>>;
}

export interface RoutingNews {
  broken: { currency: string; pgCode: string; reason: string }[];
  repaired: { currency: string; pgCode: string }[];
  faults: Record<string, string>;
  /** Set while the list was on its way, which therefore says nothing about them. */
  isNewer: string[];
}

/** What a check of all routes has found, against what was known. `asked`: as they were when the list was asked for. */
export function compareRouting(
  asked: Routes,
  { routing, routingFaults }: Routes,
  gateways: readonly GatewayAbilities[],
): RoutingNews {
  const news: RoutingNews = { broken: [], repaired: [], faults: {}, isNewer: [] };
  for (const [currency, pgCode] of Object.entries(routing)) {
    const fault = routingFaults[currency];
    if (asked.routing[currency] !== pgCode || asked.routingFaults[currency] !== fault) {
      news.isNewer.push(currency);
      if (fault !== undefined) news.faults[currency] = fault;
      continue;
    }
    const reason = faultOfRoute(currency, pgCode, gateways);
    const wasBroken = fault !== undefined;
    if (reason !== null) news.faults[currency] = reason;
    if (reason !== null && !wasBroken) news.broken.push({ currency, pgCode, reason });
    if (reason === null && wasBroken) news.repaired.push({ currency, pgCode });
  }
  return news;
}
