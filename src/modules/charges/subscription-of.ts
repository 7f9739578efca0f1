/** Of a charge that the clock makes, which always has one: what belongs to none is paid by its customer alone. */
export function subscriptionOf(row: { publicId: string; subscriptionId: bigint | null }): bigint {
  if (row.subscriptionId === null) throw new RangeError(`${row.publicId} belongs to no subscription`);
  return row.subscriptionId;
}
