/** How many invoices a coupon is on after one more; 0 ends it, null never does. */
export function afterUse(periodsLeft: number | null): number | null {
  return periodsLeft === null ? null : Math.max(0, periodsLeft - 1);
}
