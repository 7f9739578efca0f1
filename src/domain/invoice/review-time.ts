/** For how long an invoice may be a draft. Longer, and the next period of a short interval would overtake it. */
export const REVIEW_HOURS = { min: 0, max: 72 } as const;

export interface ReviewRules {
  merchant: number;
  /** Of each plan; null where it says nothing. */
  plans: readonly (number | null)[];
  subscription: number | null;
}

/** How long the invoice of a period stays a draft. The nearest says; of several plans the one that wants longest. */
export function reviewHours({ merchant, plans, subscription }: ReviewRules): number {
  if (subscription !== null) return subscription;
  const said = plans.filter((hours) => hours !== null);
  return said.length === 0 ? merchant : Math.max(...said);
}

export function reviewEnd(madeAt: Date, hours: number): Date {
  return new Date(madeAt.getTime() + hours * 3_600_000);
}
