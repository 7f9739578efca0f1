import { type GatewayOperation, whyGatewayCannot } from './gateway-operations.js';

const ALL: GatewayOperation[] = ['refund', 'capture', 'void'];
const known = (processor: string | null, operations: string[] | null) => ({
  pgCode: 'cards',
  processor,
  operations,
});
const can = (processor: string | null, operations: string[] | null) =>
  ALL.filter((one) => whyGatewayCannot(one, known(processor, operations)) === null);

describe('what a gateway can do with a payment', () => {
  it.each([
    ['what the list of the account names, and nothing else', 'mpgs', ['refund', 'void'], ['refund', 'void']],
    ['nothing, when the list names nothing', 'mpgs', [], []],
    ['what the list names, also against the catalogue', 'upg', ['refund'], ['refund']],
    ['nothing, when only the catalogue is there and says so', 'UPG', null, []],
    ['everything, when neither says anything', 'knet', null, ALL],
    ['everything, when nothing is known of the gateway', null, null, ALL],
    ['everything, for a name that only looks like one', 'constructor', null, ALL],
  ] as const)('is %s', (_what, processor, operations, expected) => {
    expect(can(processor, operations && [...operations])).toEqual(expected);
  });

  it('is said with the name of the gateway and who says so', () => {
    expect(whyGatewayCannot('capture', known('mpgs', ['refund']))).toBe(
      'Ottu lists refund as what can be done with payments of the gateway cards, and not capture',
    );
    expect(whyGatewayCannot('refund', known('hyperpay', null))).toBe(
      "by Ottu's catalogue no refund can be made through hyperpay, which is behind the gateway cards",
    );
  });
});
