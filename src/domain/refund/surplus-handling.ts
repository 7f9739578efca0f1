/** What a merchant does with money that came for an invoice on which nothing was owed any more. */
export const SURPLUS_HANDLINGS = ['refund', 'credit_balance', 'hold'] as const;
export type SurplusHandling = (typeof SURPLUS_HANDLINGS)[number];

/** It is not the merchant's money: without another word it goes back where it came from. */
export const DEFAULT_SURPLUS_HANDLING: SurplusHandling = 'refund';
