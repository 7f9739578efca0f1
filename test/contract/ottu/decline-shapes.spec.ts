import { readDecline } from '../../../src/gateway/ottu/decline-codes.js';
import {
  checkoutcom,
  checkoutcomDetails,
  cybersourceSimpleOrder,
  knet,
  mpgs,
  mpgsOrder,
  tap,
} from './support/gateway-responses.js';

/** The page that shows MPGS with a list of transactions: docs.ottu.com/developers/webhooks/pg-params. */
const declineOf = (gateway_name: string | undefined, gateway_response: unknown) =>
  readDecline({ gateway_name, gateway_response, message: 'No' });

describe('A decline is understood in every shape in which one gateway answers:', () => {
  it('MPGS, asked about an order: the newest that failed of all that was tried', () => {
    const at = (timeOfRecord: string, tried: object) => ({ ...tried, timeOfRecord });
    const approved = { result: 'SUCCESS', response: { gatewayCode: 'APPROVED', acquirerCode: '00' } };
    const authenticated = { ...approved, transaction: { type: 'AUTHENTICATION' } };
    const lost = mpgs('DECLINED', '41', '03');
    const stopped = mpgs('DECLINED', 'R1', '21');
    const told = { class: 'card_problem', code: 'R1', responseCode: 'R1', adviceCode: '21', message: 'No' };
    for (const order of [
      mpgsOrder(stopped),
      mpgsOrder(authenticated, lost, authenticated, stopped),
      mpgsOrder(at('2026-05-02T09:00:00.000Z', stopped), at('2026-05-02T08:00:00.000Z', lost)),
    ])
      for (const name of ['mpgs', 'MPGS', undefined]) expect(declineOf(name, order)).toEqual(told);
    // A code proves that no money moved: none is told while anything in the order may have moved it.
    const unanswered = { result: 'PENDING', response: { gatewayCode: 'PENDING' } };
    const booked = { transaction: { authorizationCode: 'A83921' } };
    for (const other of [approved, unanswered, booked])
      expect(declineOf('mpgs', mpgsOrder(other, lost))).toMatchObject({ code: null, isNotUnderstood: true });
    for (const order of [mpgsOrder(), mpgsOrder(authenticated)])
      expect(declineOf('mpgs', order).isNotUnderstood).toBe(true);
  });

  it('Checkout.com: also what the network of the card sent, and where the codes are those of its actions', () => {
    const said = { partner_response_code: 'R1', partner_merchant_advice_code: '03' };
    for (const response of [
      checkoutcom('20005', 'Declined', said),
      checkoutcomDetails(said, '20005', '20051'),
    ])
      expect(declineOf('checkoutcom', response)).toMatchObject({
        class: 'card_problem',
        code: '20005',
        responseCode: 'R1',
        adviceCode: '03',
      });
    expect(declineOf('checkoutcom', checkoutcomDetails({}, '20054'))).toMatchObject({ responseCode: '54' });
    // One that was approved is no decline, whatever came after it.
    for (const codes of [
      ['10000', '20005'],
      ['20005', '10000'],
    ])
      expect(declineOf('checkoutcom', checkoutcomDetails(said, ...codes)).responseCode).toBeNull();
    const other = { partner_response_code: 'ER_WRONG_TICKET', partner_merchant_advice_code: 24 };
    const read = declineOf('checkoutcom', checkoutcom('20051', 'No funds', other));
    expect(read).toEqual({ class: 'soft', code: '20051', responseCode: '51', message: 'No' });
  });

  it.each([
    ['KNET', knet('NOT CAPTURED', '41'), '41'],
    ['Tap', tap('407', 'Failed, Expired Card', '54'), '54'],
    ['CSUC', cybersourceSimpleOrder('205', '43'), '43'],
    ['Ottu_Sandbox', { code: '51' }, '51'],
  ])('%s, as somebody wrote its name', (name, response, responseCode) => {
    expect(declineOf(name, response).responseCode).toBe(responseCode);
  });
});
