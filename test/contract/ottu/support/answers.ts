import type { HttpOutcome } from '../../../../src/gateway/ottu/one-outcome.js';

export const LOST: HttpOutcome = {
  kind: 'failed',
  code: 'connection_lost',
  httpStatus: null,
  message: 'gone',
};

export function answered(status: number, body: unknown, retryAfter: string | null = null): HttpOutcome {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { kind: 'answered', status, retryAfter, body: Buffer.from(text) };
}

export const nameOf = (result: { kind: string; trouble?: { code: string } }): string =>
  result.trouble?.code ?? result.kind;

/** Page: docs.ottu.com/developers/cards-and-tokens/user-cards (fetching). */
export const card = (over: Record<string, unknown> = {}) => ({
  token: '9911223344',
  pg_code: 'credit-card',
  customer_id: 'cus-17',
  brand: 'VISA',
  number: '**** 1019',
  expiry_month: '01',
  expiry_year: '39',
  name_on_card: null,
  is_expired: false,
  ...over,
});
