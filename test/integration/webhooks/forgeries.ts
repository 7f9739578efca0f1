import { createHash, createHmac } from 'node:crypto';

export type Scheme = 'flat-18' | 'path-26';
type Body = Record<string, unknown>;

/** A message as Ottu would sign and send it. */
export interface Original {
  scheme: Scheme;
  body: Body;
  key: string;
}

export interface Forgery {
  name: string;
  /** Only where the scheme has this weakness to be tried; both if absent. */
  scheme?: Scheme;
  /** The bytes that are sent instead. */
  forge: (original: Original) => string;
}

/** Written down here again, because a test that asks the engine what is signed proves nothing. */
const FLAT =
  'amount currency_code customer_address_city customer_address_country customer_address_line1 customer_address_line2 customer_address_postal_code customer_address_state customer_email customer_first_name customer_last_name customer_phone gateway_account gateway_name order_no reference_number result state'.split(
    ' ',
  );
const PATHS = [
  ...FLAT,
  ...'agreement.id extra.autopay.subscription_id extra.merchant_id payment_type session_id token.customer_id token.pg_code token.token'.split(
    ' ',
  ),
].sort();

function at(body: Body, path: string): unknown {
  return path.split('.').reduce<unknown>((value, step) => (value as Body | undefined)?.[step], body);
}

function textOf(body: Body, scheme: Scheme): string {
  const [names, equals, between] = scheme === 'flat-18' ? [FLAT, '', ''] : [PATHS, '=', '\n'];
  return names
    .map((name) => [name, at(body, name)] as const)
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}${equals}${String(value as string)}`)
    .join(between);
}

export function signedBy(body: Body, scheme: Scheme, key: string): Body {
  const { signature: _old, ...rest } = body;
  return { ...rest, signature: createHmac('sha256', key).update(textOf(rest, scheme)).digest('hex') };
}

const json = (body: unknown): string => JSON.stringify(body);
const signature = (name: string, change: (right: string, original: Original) => unknown): Forgery => ({
  name: `its signature ${name}`,
  forge: (original) =>
    json({ ...original.body, signature: change(original.body['signature'] as string, original) }),
});
const field = (name: string, change: (body: Body) => Body, scheme?: Scheme): Forgery => ({
  name,
  ...(scheme && { scheme }),
  forge: ({ body }) => json({ ...body, ...change(body) }),
});
const raw = (name: string, change: (text: string, original: Original) => string): Forgery => ({
  name,
  forge: (original) => change(json(original.body), original),
});
/** Two fields as one: the signed text is the same, and the signature is right. */
const merged = (first: string, second: string): Forgery[] =>
  (['flat-18', 'path-26'] as const).map((scheme) => ({
    name: `${second} is hidden in ${first} under a right signature`,
    scheme,
    forge: ({ body, key }) => {
      const joint = scheme === 'flat-18' ? second : `\n${second}=`;
      const { [second]: hidden, ...rest } = { gateway_account: 'gw', ...body, result: 'success' } as Body;
      // Only neighbours in the signed text can be taken for one.
      for (const name of Object.keys(rest)) if (name > first && name < second) delete rest[name];
      const value = `${String(rest[first])}${joint}${String(hidden)}`;
      return json(signedBy({ ...rest, [first]: value }, scheme, key));
    },
  }));

const VICTIM = 'r1-of-somebody-else';

export const FORGERIES: readonly Forgery[] = [
  signature('is missing', () => undefined),
  signature('is null', () => null),
  signature('is empty', () => ''),
  signature('is a number', () => 17),
  signature('is a list', (right) => [right]),
  signature('is an object', (right) => ({ toString: right })),
  signature('is true', () => true),
  signature('is of zeros', () => '0'.repeat(64)),
  signature('lacks its last digit', (right) => right.slice(0, -1)),
  signature('has a digit more', (right) => `${right}0`),
  signature('differs in its last digit', (right) => right.slice(0, -1) + (right.endsWith('0') ? '1' : '0')),
  signature('has a space before it', (right) => ` ${right}`),
  signature('has a line break behind it', (right) => `${right}\n`),
  signature('is written in base64', (right) => Buffer.from(right, 'hex').toString('base64')),
  signature(
    'is of another key',
    (_right, { body, scheme }) => signedBy(body, scheme, 'guessed')['signature'],
  ),
  signature('is of an empty key', (_right, { body, scheme }) => signedBy(body, scheme, '')['signature']),
  signature('is of the key in capitals', (_right, { body, scheme, key }) => signedBy(body, scheme, key.toUpperCase())['signature']), // prettier-ignore
  signature('is by SHA-1', (_right, { body, scheme, key }) => createHmac('sha1', key).update(textOf(body, scheme)).digest('hex')), // prettier-ignore
  signature('is by SHA-512', (_right, { body, scheme, key }) => createHmac('sha512', key).update(textOf(body, scheme)).digest('hex')), // prettier-ignore
  signature('is a hash without a key', (_right, { body, scheme }) => createHash('sha256').update(textOf(body, scheme)).digest('hex')), // prettier-ignore
  signature('is a hash of key and text', (_right, { body, scheme, key }) => createHash('sha256').update(key + textOf(body, scheme)).digest('hex')), // prettier-ignore
  signature('is of the whole body', (_right, { body, key }) => createHmac('sha256', key).update(json(body)).digest('hex')), // prettier-ignore
  signature('is of the empty text', (_right, { key }) => createHmac('sha256', key).digest('hex')),
  signature('is of another message', (_right, { body, scheme, key }) => signedBy({ ...body, order_no: VICTIM }, scheme, key)['signature']), // prettier-ignore
  {
    name: 'nothing in it is signed, by a right signature of nothing',
    forge: ({ key }) => json({ operation: 'refund', signature: createHmac('sha256', key).digest('hex') }),
  },
  field('the amount is raised', () => ({ amount: '999.000' })),
  field('the amount is lowered', () => ({ amount: '0.001' })),
  field('the amount has a zero more', ({ amount }) => ({ amount: `${String(amount)}0` })),
  field('the amount has a space before it', ({ amount }) => ({ amount: ` ${String(amount)}` })),
  field('the amount is in other digits', () => ({ amount: '٩٫٥٠٠' })),
  field('the amount is a number', ({ amount }) => ({ amount: Number(amount) })),
  field('the amount is gone', () => ({ amount: undefined })),
  field('the currency is another', () => ({ currency_code: 'JPY' })),
  field('the order is of somebody else', () => ({ order_no: VICTIM })),
  field('the order is gone', () => ({ order_no: undefined })),
  field('the order is a list', ({ order_no }) => ({ order_no: [order_no] })),
  field('the order is an object', ({ order_no }) => ({ order_no: { toString: order_no } })),
  field('the order looks the same and is not', ({ order_no }) => ({ order_no: `${String(order_no)}\u200b` })),
  field('the reference is another', () => ({ reference_number: 'REF-OF-ANOTHER' })),
  field('the result is the contrary', () => ({ result: 'failed' })),
  field('the result is true', () => ({ result: true })),
  field('the state is another', () => ({ state: 'refunded' })),
  field('the payer is another', () => ({ customer_first_name: 'Mallory' })),
  field('the gateway is another', () => ({ gateway_name: 'other' })),
  field('the session is of somebody else', () => ({ session_id: 'f'.repeat(40) }), 'path-26'),
  field('the session is gone', () => ({ session_id: undefined }), 'path-26'),
  field('a token is put beside it', () => ({ token: { token: '4111' } }), 'path-26'),
  field('an agreement is put beside it', () => ({ agreement: { id: 'mine' } }), 'path-26'),
  field('the kind of payment is put beside it', () => ({ payment_type: 'save_card' }), 'path-26'),
  ...merged('order_no', 'reference_number'),
  ...merged('amount', 'currency_code'),
  ...merged('reference_number', 'result'),
  ...merged('gateway_account', 'order_no'),
  {
    name: "a payer's name that contains a field is cut elsewhere",
    scheme: 'flat-18',
    forge: ({ body, key }) => {
      const honest = { ...body, customer_last_name: `Aorder_no${VICTIM}` };
      const { signature } = signedBy(honest, 'flat-18', key);
      const { gateway_name: _g, gateway_account: _a, ...rest } = honest as Body;
      const order_no = `${VICTIM}order_no${String(body['order_no'])}`;
      return json({ ...rest, customer_last_name: 'A', order_no, signature });
    },
  },
  raw('the amount stands twice, the wrong one first', (text) => text.replace('{', '{"amount":"999.000",')),
  raw('the amount stands twice, the wrong one last', (text) => text.replace(/\}$/, ',"amount":"999.000"}')),
  raw('the order stands twice, once in escapes', (text) =>
    text.replace('{', `{"order\\u005fno":"${VICTIM}",`),
  ),
  raw('the signature stands twice', (text) => text.replace('{', `{"signature":"${'0'.repeat(64)}",`)),
  raw('something follows it', (text) => `${text}{}`),
  raw('it is cut off', (text) => text.slice(0, -2)),
  raw('it is a list of itself', (text) => `[${text}]`),
  raw('it is a text of itself', (text) => json(text)),
  raw('it is wrapped in another', (text) => `{"data":${text}}`),
  raw('it is inherited', (text) => `{"__proto__":${text}}`),
  raw('it is a form', (_text, { body }) => new URLSearchParams(body as Record<string, string>).toString()),
  raw('it is empty', () => ''),
  raw('it is null', () => 'null'),
];

export function forgeriesOf(scheme: Scheme): Forgery[] {
  return FORGERIES.filter((one) => one.scheme === undefined || one.scheme === scheme);
}
