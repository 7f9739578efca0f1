import { readDecline } from '../../../src/gateway/ottu/decline-codes.js';
import type { DeclineClass } from '../../../src/gateway/payment-gateway.js';
import {
  checkoutcom,
  cybersourceRest,
  cybersourceSimpleOrder,
  knet,
  mpgs,
  tap,
} from './support/gateway-responses.js';

/** Page: docs.ottu.com/developers/webhooks/pg-params; the gateways' own answers are in gateway-responses.ts. */
const declineOf = (gateway_name: string | undefined, gateway_response: unknown) =>
  readDecline({ gateway_name, gateway_response, message: 'No' });

/** Class, code shown, response code, advice; the class is the answer's own, before the card's network is asked. */
type Row = [
  name: string,
  response: object,
  expected: DeclineClass,
  code: string,
  response: string | null,
  advice?: string,
];

/** Each with a place for its advice: a row that is too short would be filled up by the test runner. */
const rows = (all: Row[]) =>
  all.map(([name, ...row]) => [name, ...row, ...(row.length < 5 ? [''] : [])] as Required<Row>);

describe('Why a payment was declined, by the answers of', () => {
  it.each(
    rows([
      ['insufficient funds', mpgs('INSUFFICIENT_FUNDS', '51', '02'), 'soft', '51', '51', '02'],
      ['a general decline', mpgs('DECLINED', '05'), 'soft', '05', '05'],
      ['an expired card', mpgs('EXPIRED_CARD', '54', '01'), 'card_problem', '54', '54', '01'],
      [
        'a card to be picked up',
        mpgs('DECLINED_DO_NOT_CONTACT', '04', '03'),
        'card_problem',
        '04',
        '04',
        '03',
      ],
      ['a wrong security code', mpgs('INVALID_CSC', '82'), 'card_problem', '82', '82'],
      [
        'payer authentication',
        mpgs('AUTHENTICATION_FAILED', ''),
        'card_problem',
        'AUTHENTICATION_FAILED',
        null,
      ],
      ['a rule of the merchant', mpgs('BLOCKED', ''), 'card_problem', 'BLOCKED', null],
      ['an account without recurring payments', mpgs('NOT_SUPPORTED', '58'), 'configuration', '58', '58'],
      ['a refused request', mpgs('REQUEST_REJECTED', ''), 'configuration', 'REQUEST_REJECTED', null],
      ['a bank that is away', mpgs('TIMED_OUT', '91', '24'), 'soft', '91', '91', '24'],
      ['the acquirer’s trouble', mpgs('ACQUIRER_SYSTEM_ERROR', '96'), 'soft', '96', '96'],
    ]),
  )('MPGS: %s', (_name, response, expected, code, responseCode, adviceCode) => {
    expect(declineOf('mpgs', response)).toEqual({
      class: expected,
      code,
      responseCode,
      message: 'No',
      ...(adviceCode !== '' && { adviceCode }),
    });
  });

  it.each(
    rows([
      ['202: expired', cybersourceSimpleOrder('202', '54'), 'card_problem', '54', '54'],
      [
        '204: insufficient funds, with advice',
        cybersourceSimpleOrder('204', '51', '24'),
        'soft',
        '51',
        '51',
        '24',
      ],
      ['205: lost or stolen', cybersourceSimpleOrder('205', '43'), 'hard', '43', '43'],
      ['211: security code', cybersourceSimpleOrder('211', 'N7'), 'card_problem', 'N7', 'N7'],
      ['221: on the processor’s negative file', cybersourceSimpleOrder('221'), 'hard', '221', null],
      ['231: invalid account', cybersourceSimpleOrder('231', '14'), 'card_problem', '14', '14'],
      ['233: general decline', cybersourceSimpleOrder('233', '05'), 'soft', '05', '05'],
      ['234: the merchant’s configuration', cybersourceSimpleOrder('234'), 'configuration', '234', null],
      ['102: a field of ours', cybersourceSimpleOrder('102'), 'configuration', '102', null],
      ['478: authentication required', cybersourceSimpleOrder('478'), 'card_problem', '478', null],
      ['INSUFFICIENT_FUND', cybersourceRest('INSUFFICIENT_FUND', '51', '02'), 'soft', '51', '51', '02'],
      ['EXPIRED_CARD', cybersourceRest('EXPIRED_CARD', '54'), 'card_problem', '54', '54'],
      ['STOLEN_LOST_CARD', cybersourceRest('STOLEN_LOST_CARD', '41'), 'hard', '41', '41'],
      ['PROCESSOR_DECLINED with R1', cybersourceRest('PROCESSOR_DECLINED', 'R1'), 'card_problem', 'R1', 'R1'],
      [
        'INVALID_MERCHANT_CONFIGURATION',
        cybersourceRest('INVALID_MERCHANT_CONFIGURATION'),
        'configuration',
        'INVALID_MERCHANT_CONFIGURATION',
        null,
      ],
      ['SYSTEM_ERROR', cybersourceRest('SYSTEM_ERROR'), 'soft', 'SYSTEM_ERROR', null],
    ]),
  )('Cybersource: %s', (_name, response, expected, code, responseCode, adviceCode) => {
    for (const name of ['cybersource', 'csuc'])
      expect(declineOf(name, response)).toEqual({
        class: expected,
        code,
        responseCode,
        message: 'No',
        ...(adviceCode !== '' && { adviceCode }),
      });
  });

  it.each(
    rows([
      ['insufficient funds', knet('NOT CAPTURED', '51'), 'soft', '51', '51'],
      ['an expired card', knet('NOT+CAPTURED', '54'), 'card_problem', '54', '54'],
      ['a lost card', knet('NOT CAPTURED', '41'), 'card_problem', '41', '41'],
      ['a merchant that is not known', knet('NOT CAPTURED', '03'), 'configuration', '03', '03'],
      ['a host that is away', knet('HOST TIMEOUT'), 'soft', 'HOST TIMEOUT', null],
      ['risk', knet('DENIED BY RISK'), 'soft', 'DENIED BY RISK', null],
    ]),
  )('KNET: %s', (_name, response, expected, code, responseCode) => {
    expect(declineOf('knet', response)).toEqual({ class: expected, code, responseCode, message: 'No' });
  });

  it.each(
    rows([
      ['insufficient funds', checkoutcom('20051', 'Insufficient Funds'), 'soft', '20051', '51'],
      ['do not honour', checkoutcom('20005', 'Declined - Do Not Honour'), 'soft', '20005', '05'],
      ['an expired card', checkoutcom('20054', 'Expired Card'), 'card_problem', '20054', '54'],
      ['an invalid number', checkoutcom('20014', 'Invalid Card Number'), 'card_problem', '20014', '14'],
      ['an invalid merchant', checkoutcom('20003', 'Invalid Merchant'), 'configuration', '20003', '03'],
      ['bad track data', checkoutcom('20087', 'Bad Track Data'), 'card_problem', '20087', '87'],
      [
        'a required authentication',
        checkoutcom('20154', '3DS Authentication Required'),
        'card_problem',
        '20154',
        null,
      ],
      ['a lost card', checkoutcom('30041', 'Lost Card - Pick Up'), 'hard', '30041', null],
      ['an order to stop', checkoutcom('30046', 'Revocation of all authorisations'), 'hard', '30046', null],
    ]),
  )('Checkout.com: %s', (_name, response, expected, code, responseCode) => {
    expect(declineOf('checkoutcom', response)).toEqual({
      class: expected,
      code,
      responseCode,
      message: 'No',
    });
  });

  it.each(
    rows([
      ['insufficient funds', tap('505', 'Declined, Insufficient Funds', '51'), 'soft', '51', '51'],
      ['the issuer', tap('507', 'Declined, Card Issuer'), 'soft', '507', null],
      ['an invalid number', tap('405', 'Failed, Invalid Card No'), 'card_problem', '405', null],
      ['an expired card', tap('407', 'Failed, Expired Card', '54'), 'card_problem', '54', '54'],
      ['a wrong security code', tap('502', 'Declined, Incorrect CSC/CVV'), 'card_problem', '502', null],
      ['authentication', tap('512', 'Declined, Not Authenticated'), 'card_problem', '512', null],
      ['an invalid parameter', tap('402', 'Failed, Invalid Parameter'), 'configuration', '402', null],
      [
        'an unsupported transaction',
        tap('506', 'Declined, Transaction Type Not Supported'),
        'configuration',
        '506',
        null,
      ],
    ]),
  )('Tap: %s', (_name, response, expected, code, responseCode) => {
    expect(declineOf('tap', response)).toEqual({ class: expected, code, responseCode, message: 'No' });
  });

  it.each<[string | undefined, object, string | null]>([
    ['mpgs', mpgs('SOMETHING_NEW', ''), 'SOMETHING_NEW'],
    ['mpgs', mpgs('', '99'), '99'],
    ['cybersource', cybersourceSimpleOrder('999'), '999'],
    ['knet', knet('NOT CAPTURED'), null],
    ['checkoutcom', checkoutcom('40101', 'Payment blocked due to risk'), '40101'],
    ['tap', tap('901', 'Unknown'), '901'],
    // A gateway without a reader: only a shape that no other has is read.
    ['moyasar', { code: '41' }, null],
    ['constructor', { code: '41' }, null],
  ])('%s, when %j is not understood: soft, and marked so', (gateway, response, code) => {
    expect(declineOf(gateway, response)).toMatchObject({ class: 'soft', code, isNotUnderstood: true });
  });

  it.each<[string | undefined, object]>([
    ['upg', { code: '51', response: { acquirerCode: '51', gatewayCode: 'DECLINED' } }],
    ['ottu_sandbox', { code: '51', message: 'No' }],
    ['knet', { code: '51', result: 'NOT CAPTURED' }],
    [undefined, { code: '51' }],
  ])('%s, in the simulator’s or a sandbox’s own words', (gateway, response) => {
    const expected = { class: 'soft', code: '51', responseCode: '51', message: 'No' };
    expect(declineOf(gateway, response)).toEqual(expected);
  });

  it.each([
    [{ message: 'no \u0000 money' }, 'no \ufffd money'],
    [{ detail: 'card 4111-1111-1111-1111 refused' }, 'card [card number] refused'],
    [{ pg_params: { pg_message: 'pan 4111111111111111' } }, 'pan [card number]'],
    [
      { gateway_name: 'tap', gateway_response: { response: { message: '4111111111111111' } } },
      '[card number]',
    ],
  ])('what is told of %j holds no number of a card and can be stored', (body, message) => {
    expect(readDecline(body).message).toBe(message);
  });

  it('two voices: the one that forbids most', () => {
    expect(declineOf('mpgs', mpgs('INSUFFICIENT_FUNDS', '54')).class).toBe('card_problem');
    expect(declineOf('cybersource', cybersourceSimpleOrder('205', '51')).class).toBe('hard');
    expect(declineOf('tap', tap('506', 'Not supported', '51')).class).toBe('configuration');
    const raw = { partner_response_code: '05' };
    expect(declineOf('checkoutcom', checkoutcom('20054', 'Expired', raw)).class).toBe('card_problem');
  });

  it.each([
    null,
    undefined,
    'text',
    17,
    [],
    {},
    { code: 41 },
    { code: '4141' },
    { response: null },
    { response: [] },
  ])('nobody, as %j: soft and not understood', (response) =>
    expect(declineOf('mpgs', response)).toMatchObject({ class: 'soft', code: null, isNotUnderstood: true }),
  );
});

it('a decline has words for people from somewhere', () => {
  expect(readDecline({ detail: 'A', message: 'B' }).message).toBe('A');
  expect(readDecline({ gateway_name: 'tap', gateway_response: tap('501', 'C') }).message).toBe('C');
  expect(readDecline({ gateway_name: 'mpgs', gateway_response: mpgs('DECLINED', '05') }).message).toBe(
    'Declined by the issuer',
  );
  expect(readDecline({ pg_params: { pg_message: 'D' } }).message).toBe('D');
  expect(readDecline({ message: 'x'.repeat(999) }).message).toHaveLength(255);
  expect(readDecline({}).message).toBe('The gateway gave no reason');
});
