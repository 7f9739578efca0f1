import { readDecline } from '../../../src/gateway/ottu/decline-codes.js';
import type { DeclineClass } from '../../../src/gateway/payment-gateway.js';

const declineOf = (gateway_name: string | undefined, gateway_response: unknown) =>
  readDecline({ gateway_name, gateway_response, message: 'No' });

describe('Why a payment was declined', () => {
  it.each<[string, DeclineClass]>([
    ...['04', '07', '12', '14', '15', '41', '43', '46', '57', 'R0', 'R1', 'R3'].map(
      (c): [string, DeclineClass] => [c, 'hard'],
    ),
    ['54', 'card_problem'],
    ['82', 'card_problem'],
    ['N7', 'card_problem'],
    ['03', 'configuration'],
    ['58', 'configuration'],
    ...['01', '05', '51', '61', '62', '65', '91', '96', '99'].map((c): [string, DeclineClass] => [c, 'soft']),
  ])('response code %s is %s at every gateway that shows it', (code, expected) => {
    const shapes: [string | undefined, unknown][] = [
      ['mpgs', { response: { acquirerCode: code, gatewayCode: 'DECLINED' } }],
      ['cybersource', { ccAuthReply_processorResponse: code }],
      ['csuc', { processorInformation: { responseCode: code } }],
      ['knet', { result: 'NOT CAPTURED', authRespCode: code }],
      ['tap', { acquirer: { response: { code } } }],
      ['ottu_sandbox', { code, message: 'No' }],
      ['knet', { code, result: 'NOT CAPTURED' }],
      [undefined, { code }],
    ];
    for (const [gateway, response] of shapes) {
      expect(declineOf(gateway, response)).toEqual({ class: expected, code, message: 'No' });
    }
  });

  it.each<[string, unknown, DeclineClass, string | null]>([
    ['mpgs', { response: { gatewayCode: 'EXPIRED_CARD' } }, 'card_problem', 'EXPIRED_CARD'],
    ['mpgs', { response: { gatewayCode: 'INSUFFICIENT_FUNDS' } }, 'soft', 'INSUFFICIENT_FUNDS'],
    ['mpgs', { response: { gatewayCode: 'NOT_SUPPORTED' } }, 'configuration', 'NOT_SUPPORTED'],
    [
      'mpgs',
      { response: { acquirerCode: '05', gatewayCode: 'DECLINED', merchantAdviceCode: '03' } },
      'hard',
      '05',
    ],
    ['mpgs', { response: { acquirerCode: '05', merchantAdviceCode: '21' } }, 'hard', '05'],
    ['mpgs', { response: { acquirerCode: '05', merchantAdviceCode: '01' } }, 'card_problem', '05'],
    ['mpgs', { response: { acquirerCode: '05', merchantAdviceCode: '24' } }, 'soft', '05'],
    ['cybersource', { reasonCode: '202' }, 'card_problem', '202'],
    ['cybersource', { reason_code: '205' }, 'hard', '205'],
    ['cybersource', { errorInformation: { reason: 'INSUFFICIENT_FUND' } }, 'soft', 'INSUFFICIENT_FUND'],
    ['checkoutcom', { response_code: '20051' }, 'soft', '20051'],
    ['checkoutcom', { response_code: '20054' }, 'card_problem', '20054'],
    ['checkoutcom', { response_code: '20014' }, 'hard', '20014'],
    ['checkoutcom', { response_code: '30041' }, 'hard', '30041'],
    ['checkoutcom', { response_code: '40101' }, 'soft', '40101'],
    ['tap', { response: { code: '407', message: 'Expired' } }, 'card_problem', '407'],
    ['tap', { response: { code: '505' } }, 'soft', '505'],
    ['knet', { result: 'NOT CAPTURED' }, 'soft', null],
    // A gateway without a reader: only a shape that no other has is read.
    ['upg', { code: '41', response: { acquirerCode: '41', gatewayCode: 'DECLINED' } }, 'hard', '41'],
    ['moyasar', { code: '41' }, 'soft', null],
    ['constructor', { code: '41' }, 'soft', null],
  ])('%s %j is %s', (gateway, response, expected, code) => {
    expect(declineOf(gateway, response)).toMatchObject({ class: expected, code });
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
  ])('what cannot be read is soft: %j', (response) =>
    expect(declineOf('mpgs', response)).toMatchObject({ class: 'soft', code: null }),
  );

  it('finds words for people somewhere', () => {
    expect(readDecline({ detail: 'A', message: 'B' }).message).toBe('A');
    expect(
      readDecline({ gateway_name: 'tap', gateway_response: { response: { code: '501', message: 'C' } } })
        .message,
    ).toBe('C');
    expect(readDecline({ pg_params: { pg_message: 'D' } }).message).toBe('D');
    expect(readDecline({ message: 'x'.repeat(999) }).message).toHaveLength(255);
    expect(readDecline({}).message).toBe('The gateway gave no reason');
  });
});
