import fc from 'fast-check';
import type { PricedLine } from '../../../domain/invoice/priced-line.js';
import { money } from '../../../domain/money/money.js';
import { readProration, type StoredProration, storedProration } from './stored-proration.js';

const anyMoney = fc.bigInt(-(10n ** 12n), 10n ** 12n).map((minor) => money(minor, 'KWD'));
const anyInstant = fc.date({ min: new Date(0), max: new Date('2099-01-01'), noInvalidDate: true });
const anyLine: fc.Arbitrary<PricedLine> = fc.record(
  {
    kind: fc.constantFrom('recurring' as const, 'proration' as const),
    priceId: fc.constant('price_1'),
    description: fc.string(),
    nameAr: fc.string({ minLength: 1 }),
    quantity: fc.bigInt(0n, 10n ** 15n),
    unitAmount: fc.option(anyMoney),
    amount: anyMoney,
    period: fc.record({ start: anyInstant, end: anyInstant }),
    discountable: fc.boolean(),
    settled: fc.record({
      discount: anyMoney,
      taxes: fc.array(
        fc.record({
          rateId: fc.constant('tax_1'),
          name: fc.string(),
          millionths: fc.bigInt(0n, 1_000_000n),
          inclusive: fc.boolean(),
          amount: anyMoney,
        }),
        { maxLength: 3 },
      ),
    }),
    inputs: fc.constant({ rule: 'free_amount' } as unknown as PricedLine['inputs']),
  },
  {
    requiredKeys: [
      'kind',
      'priceId',
      'description',
      'quantity',
      'unitAmount',
      'amount',
      'period',
      'discountable',
      'inputs',
    ],
  },
);

describe('a line of a change that waits', () => {
  it('comes back from the database as it was computed', () => {
    fc.assert(
      fc.property(anyLine, (line) => {
        const stored = JSON.parse(JSON.stringify(storedProration(line))) as StoredProration;
        expect(readProration(stored, 'KWD')).toEqual(line);
      }),
    );
  });
});
