/** A file with one subscription, S-1 of C-1 with the card K-1, as CSV. */
export function orderAsCsv(price: string): string {
  return (
    'external_id,customer,card,price,next_billing_at,agreement_id,agreement_started_on,agreement_expires_on,agreement_payments_made\n' +
    `S-1,C-1,K-1,${price},2027-01-25T06:00:00Z,AGR-1,2026-12-20,2036-12-20,1\n`
  );
}

/** A subscription of C-1 with the card K-1 as a line of JSON; `change` replaces parts of it. */
export function orderAsJson(price: string, id: string, change: Record<string, unknown>): string {
  return JSON.stringify({
    external_id: id,
    customer: 'C-1',
    card: 'K-1',
    price,
    next_billing_at: '2027-01-25T06:00:00Z',
    agreement_id: `AGR-${id}`,
    agreement_started_on: '2026-12-20',
    agreement_expires_on: '2036-12-20',
    ...change,
  });
}
