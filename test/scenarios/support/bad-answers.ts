import type { Lie } from './lying-platform.js';

/** As in a message of a gateway that should know better. */
export const CARD_NUMBER = '4111111111111111';

const json = (body: unknown, status = 200) => ({ status, body: JSON.stringify(body) });
const as =
  (changes: Record<string, unknown>): Lie =>
  (payment) =>
    json({ ...payment, ...changes });

interface Bad {
  what: string;
  lie: Lie;
  /** What a person is shown. */
  shown: RegExp;
}

/** Answers to a charge of which the platform itself tells the truth when it is asked again. */
export const BAD_ANSWERS: Bad[] = [
  { what: 'nonsense', lie: () => json({ hello: ['world', 7, null] }), shown: /./ },
  { what: 'no JSON', lie: () => ({ status: 200, body: '%PDF-1.4 \u0000\u0001' }), shown: /JSON/i },
  {
    what: '200 with HTML',
    lie: () => ({
      status: 200,
      body: '<html>Thank you, you paid</html>',
      headers: { 'content-type': 'text/html' },
    }),
    shown: /JSON/i,
  },
  {
    what: "another merchant's session",
    lie: as({ session_id: 'f'.repeat(40), state: 'paid', result: 'success' }),
    shown: /another session/,
  },
  {
    what: 'another order',
    lie: as({ order_no: 'r1-aaaaaaaaaaaaaaaaaaaaaaaaaa-1', state: 'paid', result: 'success' }),
    shown: /another order/,
  },
  {
    what: 'another currency',
    lie: as({ currency_code: 'BHD', state: 'paid', result: 'success' }),
    shown: /another amount|another currency/,
  },
  {
    what: 'paid with another amount',
    lie: as({ amount: '0.001', state: 'paid', result: 'success' }),
    shown: /another amount/,
  },
  {
    what: 'a negative amount',
    lie: as({ amount: '-9.500', state: 'paid', result: 'success' }),
    shown: /amount/,
  },
  {
    what: 'a huge amount',
    lie: as({ amount: '9'.repeat(40), state: 'paid', result: 'success' }),
    shown: /amount/,
  },
  {
    what: '10 MB of JSON',
    lie: (payment) => json({ ...payment, state: 'paid', result: 'success', more: 'x'.repeat(10_000_000) }),
    shown: /larger than 1000000 bytes/,
  },
  {
    what: 'a redirect',
    lie: () => ({ status: 302, body: '', headers: { location: '/elsewhere?token=stolen' } }),
    shown: /302|redirect/i,
  },
  {
    what: 'a card number where a message should be',
    lie: as({
      state: 'paid',
      result: 'error',
      message: `card ${CARD_NUMBER}`,
      pg_params: { card: CARD_NUMBER },
    }),
    shown: /./,
  },
];

/** The same lies, told when the session is read back after the answer to the charge was lost. */
export const BAD_LOOKS: [string, Lie, 'manual' | 'unknown'][] = [
  ['another amount', as({ amount: '0.001' }), 'manual'],
  ['another currency', as({ currency_code: 'BHD' }), 'manual'],
  ['another order', as({ order_no: 'r1-aaaaaaaaaaaaaaaaaaaaaaaaaa-1' }), 'manual'],
  ["another merchant's session", as({ session_id: 'f'.repeat(40) }), 'unknown'],
  ['a negative amount', as({ amount: '-9.500' }), 'unknown'],
  ['HTML', () => ({ status: 200, body: '<html>paid</html>' }), 'unknown'],
  ['a redirect', () => ({ status: 302, body: '', headers: { location: '/elsewhere' } }), 'unknown'],
  ['10 MB', () => json({ state: 'paid', more: 'x'.repeat(10_000_000) }), 'unknown'],
];
