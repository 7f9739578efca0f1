import { AppError } from '../../platform/http/app-error.js';
import type { Plan, Price } from '../plans/index.js';
import { type BasketEntry, chooseBasket } from './choose-basket.js';

let ids = 0n;

interface Given {
  amountMinor?: bigint;
  currency?: string;
  unit?: Price['intervalUnit'];
  count?: number;
  quantity?: bigint;
  trialDays?: number;
  plan?: string;
  sold?: { price?: boolean; plan?: boolean };
}

/** A different price each time. */
function entry(given: Given = {}): BasketEntry {
  const id = ++ids;
  return {
    field: `items[${id}].price`,
    price: {
      id,
      publicId: `price_${id}`,
      currency: given.currency ?? 'KWD',
      amountMinor: given.amountMinor ?? 9500n,
      intervalUnit: given.unit ?? 'month',
      intervalCount: given.count ?? 1,
      active: given.sold?.price ?? true,
    } as Price,
    plan: {
      name: given.plan ?? 'Pro',
      trialDays: given.trialDays ?? 0,
      active: given.sold?.plan ?? true,
    } as Plan,
    quantity: given.quantity ?? 1n,
  };
}

/** The field that is at fault. */
function faultOf(...entries: BasketEntry[]): string {
  try {
    chooseBasket(entries);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    const { code, errors } = error as AppError;
    expect(code).toBe('rule_violation');
    return errors[0]!.field;
  }
  throw new Error('nothing was found wrong');
}

describe('what a subscription bills', () => {
  it('is the sum of its prices times their quantities, in the digits of the currency', () => {
    const basket = chooseBasket([
      entry({ amountMinor: 3125n, quantity: 7n }),
      entry({ amountMinor: 1n, quantity: 3n, plan: 'Extra' }),
    ]);
    expect(basket).toMatchObject({
      amount: { amount: '21.878', currency: 'KWD' },
      interval: { unit: 'month', count: 1 },
      intervalWords: 'every month',
      planNames: ['Pro', 'Extra'],
      isFree: false,
    });
  });

  it('is free when nothing costs anything', () => {
    expect(chooseBasket([entry({ amountMinor: 0n }), entry({ amountMinor: 0n })]).isFree).toBe(true);
    expect(chooseBasket([entry({ amountMinor: 0n }), entry({ amountMinor: 1n })]).isFree).toBe(false);
  });

  it('begins with the longest trial among its plans, unless the request names one', () => {
    const entries = [entry({ trialDays: 7 }), entry({ trialDays: 14 })];
    expect(chooseBasket(entries).trialDays).toBe(14);
    expect(chooseBasket(entries, 3).trialDays).toBe(3);
    expect(chooseBasket(entries, 0).trialDays).toBe(0);
  });

  it.each<[string, Given]>([
    ['in another currency', { currency: 'SAR' }],
    ['billed in another unit', { unit: 'year' }],
    ['billed every other month', { count: 2 }],
    ['no longer sold', { sold: { price: false } }],
    ['of a plan that is no longer sold', { sold: { plan: false } }],
  ])('cannot contain a price that is %s, and says which', (_what, given) => {
    const odd = entry(given);
    expect(faultOf(entry(), odd)).toBe(odd.field);
  });

  it('names each price once', () => {
    const first = entry();
    const again = { ...first, field: 'items[1].price' };
    expect(faultOf(first, again)).toBe('items[1].price');
  });
});
