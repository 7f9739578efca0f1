import { explainLessBilled, explainPrice } from './explain-price.js';
import { inputsOf, modelFrom, type PriceFactsOf, type PriceInputs } from './price-inputs.js';
import { type PriceModel, priceQuantity } from './price-model.js';
import type { Tier } from './tiers.js';
import { parseUnitAmount } from './unit-amount.js';

const kwd = (text: string) => parseUnitAmount(text, 'KWD');
const tier = (upTo: bigint | null, unit: string, flat = '0'): Tier => ({
  upTo,
  unitAmount: kwd(unit),
  flatAmount: kwd(flat),
});
const TIERS = [tier(1000n, '0.010'), tier(null, '0.0015', '1')];

/** As it is read back from where it was stored. */
function inputs(model: PriceModel, quantity: bigint, usage?: PriceFactsOf['usage']): PriceInputs {
  return JSON.parse(
    JSON.stringify(
      inputsOf(model, {
        price_id: 'price_1',
        quantity: String(quantity),
        period_start: '2026-01-30T21:00:00.000Z',
        period_end: '2026-02-27T21:00:00.000Z',
        time_zone: 'Asia/Kuwait',
        rounding: priceQuantity(model, quantity).rounding,
        ...(usage && { usage }),
      }),
    ),
  ) as PriceInputs;
}

const WHEN = 'for 31 January 2026 up to but not including 28 February 2026 (Asia/Kuwait)';

describe('explainPrice', () => {
  it.each<[string, PriceModel, bigint, string]>([
    [
      'flat',
      { kind: 'flat', amount: kwd('25') },
      3n,
      'flat 25.000 KWD for any quantity (price price_1) = 25.000 KWD',
    ],
    [
      'per unit',
      { kind: 'per_unit', unitAmount: kwd('9.5') },
      3n,
      '3 × 9.500 KWD (price price_1) = 28.500 KWD',
    ],
    [
      'package',
      { kind: 'package', packageAmount: kwd('5'), packageSize: 100n },
      250n,
      '250 in packages of 100, 3 × 5.000 KWD (price price_1) = 15.000 KWD',
    ],
    [
      'graduated',
      { kind: 'graduated', currency: 'KWD', tiers: TIERS },
      1002n,
      '1002 graduated: 1000 × 0.010 KWD (tier 1, 1 to 1000) + 2 × 0.0015 KWD (tier 2, from 1001 on) + ' +
        '1.000 KWD for tier 2 (price price_1) = 11.003 KWD',
    ],
    [
      'volume',
      { kind: 'volume', currency: 'KWD', tiers: TIERS },
      2000n,
      '2000 by volume: 2000 × 0.0015 KWD (tier 2, from 1001 on) + 1.000 KWD for tier 2 (price price_1) = 4.000 KWD',
    ],
  ])('tells a %s price', (_what, model, quantity, sentence) => {
    expect(explainPrice(inputs(model, quantity))).toBe(`${sentence}, ${WHEN}; nothing was rounded.`);
    expect(modelFrom(inputs(model, quantity))).toEqual(model);
  });

  it('tells where a metered quantity came from, and what was rounded', () => {
    const model: PriceModel = { kind: 'per_unit', unitAmount: kwd('0.0005') };
    expect(explainPrice(inputs(model, 3n, { aggregation: 'sum', records: '2' }))).toBe(
      `3 used (the sum of 2 usage records), 3 × 0.0005 KWD (price price_1) = 0.002 KWD, ${WHEN}; ` +
        '0.0015 KWD was rounded half up to 0.002 KWD.',
    );
    expect(explainPrice(inputs(model, 0n, { aggregation: 'max', records: '0' }))).toContain(
      '0 used (no usage records), nothing (price price_1) = 0.000 KWD',
    );
  });

  it('tells late usage as the difference it makes', () => {
    const model: PriceModel = { kind: 'graduated', currency: 'KWD', tiers: TIERS };
    const sentence = explainLessBilled({
      rule: 'late_usage',
      with_it: inputs(model, 1002n, { aggregation: 'sum', records: '3' }),
      billed: inputs(model, 1000n, { aggregation: 'sum', records: '2' }),
    });
    expect(sentence).toContain('With it the period costs 1002 used (the sum of 3 usage records)');
    expect(sentence).toContain('the difference is 1.003 KWD');
  });
});
