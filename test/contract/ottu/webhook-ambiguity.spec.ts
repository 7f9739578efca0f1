import fc from 'fast-check';
import { readWebhook } from '../../../src/gateway/ottu/read-webhook.js';
import { signedFields, signedMessage, signMessage } from '../../../src/gateway/ottu/signature.js';
import { payment } from './support/harness.js';

const KEY = 'contract-key-4821';

/** Page: docs.ottu.com/developers/webhooks/verify-signatures. */
const textOf = (payload: Record<string, unknown>): string =>
  signedMessage(signedFields(payload, 'flat-18'), 'flat-18');

const sign = (payload: Record<string, unknown>): string => signMessage(textOf(payload), KEY);

function signed(payload: Record<string, unknown>): Buffer {
  return Buffer.from(JSON.stringify({ ...payload, signature: sign(payload) }));
}

describe('A signed text that can be read in two ways', () => {
  /** What a payer makes Ottu sign by calling himself that, and the same text cut at other places. */
  function forge(name: string, forged: Record<string, unknown>): Buffer {
    const genuine = payment({ customer_first_name: 'Eve', customer_last_name: name });
    const text = textOf(genuine);
    expect(textOf(forged)).toBe(text);
    return Buffer.from(JSON.stringify({ ...forged, signature: sign(genuine) }));
  }

  it('a name that carries the order of somebody else', () => {
    const forged = {
      ...payment({ customer_first_name: 'Eve', customer_last_name: 'A', order_no: 'r1-victim' }),
      gateway_account: null,
      gateway_name: null,
      // What Ottu wrote about the real order becomes part of a reference.
      reference_number:
        'gateway_accountcredit-cardgateway_namempgsorder_nor1-contract-0001reference_numberREF7731',
    };
    const body = forge('Aorder_nor1-victimreference_number', forged);
    expect(readWebhook(body, [KEY]).kind).toBe('malformed');
  });

  it('the same where the forged reference keeps within its form', () => {
    const genuine = payment({
      gateway_account: 'cc',
      gateway_name: 'mpgs',
      order_no: 'r1-1',
      reference_number: 'R',
    });
    genuine.customer_last_name = 'Aorder_nor1-2reference_number';
    const forged = payment({
      order_no: 'r1-2',
      gateway_account: null,
      gateway_name: null,
      customer_last_name: 'A',
    });
    forged.reference_number = 'gateway_accountccgateway_namempgsorder_nor1-1reference_numberR';
    const body = Buffer.from(JSON.stringify({ ...forged, signature: sign(genuine) }));
    expect(sign(forged)).toBe(sign(genuine));
    expect(readWebhook(body, [KEY])).toMatchObject({ kind: 'malformed', field: 'signature' });
    // The payload that was really signed cannot be told from the forged one, so it is refused as well.
    expect(readWebhook(signed(genuine), [KEY])).toMatchObject({ kind: 'malformed', field: 'signature' });
  });

  it('fields that decide nothing may be read in two ways', () => {
    const genuine = payment({ customer_first_name: 'A', order_no: 'r1-1' });
    const forged = payment({ customer_first_name: 'Agateway_accountcredit-card', order_no: 'r1-1' });
    forged.gateway_account = null;
    const body = Buffer.from(JSON.stringify({ ...forged, signature: sign(genuine) }));
    expect(readWebhook(body, [KEY])).toMatchObject({ kind: 'verified', orderNo: 'r1-1', state: 'paid' });
  });

  it('people may be called like fields', () => {
    const body = signed(payment({ customer_first_name: 'state', customer_address_state: 'result' }));
    expect(readWebhook(body, [KEY])).toMatchObject({ kind: 'verified', orderNo: 'r1-contract-0001' });
  });

  it('a name full of field names costs nothing but itself', () => {
    const body = signed(
      payment({ customer_first_name: 'state'.repeat(12), customer_address_line1: 'amount'.repeat(21) }),
    );
    expect(readWebhook(body, [KEY]).kind).toMatch(/verified|malformed/);
    const many = signed(
      payment({
        customer_address_line1: 'state'.repeat(25),
        customer_address_line2: 'result'.repeat(20),
        customer_email: 'amount'.repeat(21),
      }),
    );
    expect(readWebhook(many, [KEY])).toMatchObject({ kind: 'malformed', field: 'signature' });
  });

  it('no other cut of a genuine text is believed about another order, amount or state', () => {
    const piece = fc.constantFrom(
      'order_no',
      'state',
      'result',
      'reference_number',
      'r1-9',
      'paid',
      'success',
      'A',
      '-',
    );
    const name = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(name, name, (first, last) => {
        const genuine = payment({
          order_no: 'r1-1',
          state: 'failed',
          result: 'failed',
          customer_first_name: first,
          customer_last_name: last,
        });
        const text = textOf(genuine);
        for (const cut of cutsOf(text)) {
          const body = Buffer.from(JSON.stringify({ ...cut, signature: signMessage(text, KEY) }));
          const reading = readWebhook(body, [KEY]);
          if (reading.kind !== 'verified') continue;
          expect([null, 'r1-1']).toContain(reading.orderNo);
          expect([null, 'failed']).toContain(reading.state);
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** Up to 200 ways to cut a text at names of fields, in signing order, as a forger would try them. */
function cutsOf(text: string): Record<string, string>[] {
  const names = ['amount', 'currency_code', 'customer_first_name', 'customer_last_name', 'gateway_account'];
  names.push('gateway_name', 'order_no', 'reference_number', 'result', 'state');
  const found: Record<string, string>[] = [];
  const walk = (rest: string, from: number, got: Record<string, string>): void => {
    if (found.length >= 200) return;
    for (let i = from; i < names.length; i++) {
      const name = names[i]!;
      if (!rest.startsWith(name)) continue;
      const value = rest.slice(name.length);
      found.push({ ...got, [name]: value });
      for (const later of names.slice(i + 1)) {
        for (let at = value.indexOf(later, 1); at > 0; at = value.indexOf(later, at + 1)) {
          walk(value.slice(at), i + 1, { ...got, [name]: value.slice(0, at) });
        }
      }
    }
  };
  walk(text, 0, {});
  return found;
}
