/** A page at Ottu where the customer pays once or saves a card. */
export interface Checkout {
  url: string;
  sessionId: string;
  expiresAt: Date;
}

/**
 * Opens the hosted page of an incomplete subscription. The checkout room, which may know invoices and
 * charges, implements it; this room only needs to answer with the link.
 */
export abstract class HostedCheckout {
  /** Gives the open page if there is one, else opens it. @throws AppError when Ottu cannot or will not. */
  abstract open(merchantId: bigint, subscriptionId: bigint): Promise<Checkout>;
  /** The open page, if there is one. Asks nobody outside. */
  abstract current(merchantId: bigint, subscriptionId: bigint): Promise<Checkout | null>;
}
