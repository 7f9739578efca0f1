/** Up to how much one person may give back of a payment alone, in minor units by currency; no entry: any amount. */
export type ApprovalLimits = Readonly<Record<string, string>>;

/**
 * Whether a refund needs a second person. What was given back of the same payment before counts, or a large amount
 * would go in small pieces.
 * @param limits minor units as decimal texts, as JSON keeps them
 */
export function needsApproval(
  limits: ApprovalLimits,
  currency: string,
  amountMinor: bigint,
  givenBackMinor: bigint,
): boolean {
  const limit = limits[currency];
  return limit !== undefined && amountMinor + givenBackMinor > BigInt(limit);
}
