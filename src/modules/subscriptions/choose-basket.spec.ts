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
  stub?: Plan['stub'];
  plan?: string;
  addOn?: boolean;
  price?: Partial<Price>;
  sold?: { price?: boolean; plan?: boolean };
}

/** A different price each time. */
function entry(given: Given = {}): BasketEntry {
  const id = ++ids;
  return {
    field: `items.${id}.price`,
    price: {
      id,
      publicId: `price_${id}`,
      currency: given.currency ?? 'KWD',
      planVersion: 2,
      model: 'per_unit',
      billing: 'in_advance',
      usageAggregation: null,
      amountMinor: given.amountMinor ?? 9500n,
      intervalUnit: given.unit ?? 'month',
      intervalCount: given.count ?? 1,
      active: given.sold?.price ?? true,
      ...given.price,
    } as Price,
    plan: {
      name: given.plan ?? 'Pro',
      trialDays: given.trialDays ?? 0,
      addOn: given.addOn ?? false,
      version: 2,
      minimumPeriods: 0,
      stub: given.stub ?? 'prorated',
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

  it('has the stub of its first plan that is no add-on', () => {
    const [addOn, base, other] = [entry({ addOn: true, stub: 'full' }), entry({ stub: 'free' }), entry()];
    expect(chooseBasket([addOn, base, other]).stub).toBe('free');
    expect(chooseBasket([other, base]).stub).toBe('prorated');
  });

  it.each<[string, Given]>([
    ['in another currency', { currency: 'SAR' }],
    ['billed in another unit', { unit: 'year' }],
    ['billed every other month', { count: 2 }],
    ['no longer sold', { sold: { price: false } }],
    ['of an earlier version of its plan', { price: { planVersion: 1 } }],
    ['of a plan that is no longer sold', { sold: { plan: false } }],
  ])('cannot contain a price that is %s, and says which', (_what, given) => {
    const odd = entry(given);
    expect(faultOf(entry(), odd)).toBe(odd.field);
  });

  it('names each price once', () => {
    const first = entry();
    const again = { ...first, field: 'items.1.price' };
    expect(faultOf(first, again)).toBe('items.1.price');
  });

  it('begins with what is paid in advance and once, and costs each period what is paid each period', () => {
    const basket = chooseBasket([
      entry({ amountMinor: 9000n }),
      entry({ amountMinor: 5000n, price: { intervalUnit: null, intervalCount: null } }),
      entry({ amountMinor: 2000n, price: { billing: 'in_arrears' } }),
      entry({ amountMinor: 1n, price: { billing: 'in_arrears', usageAggregation: 'sum' } }),
    ]);
    expect(basket).toMatchObject({
      amount: { amount: '11.000' },
      firstAmount: { minor: 14_000n },
      isFree: false,
    });
    expect(basket.isSteady).toBe(false);
  });

  it('is not free when only its usage costs something', () => {
    const usage = { billing: 'in_arrears', usageAggregation: 'sum' } as const;
    expect(chooseBasket([entry({ amountMinor: 1n, price: usage })])).toMatchObject({
      isFree: false,
      amount: { amount: '0.000' },
    });
    expect(chooseBasket([entry({ amountMinor: 0n, price: usage })]).isFree).toBe(true);
  });

  it('is something that is paid every period', () => {
    const once = entry({ price: { intervalUnit: null, intervalCount: null } });
    expect(faultOf(once)).toBe(once.field);
  });

  it('has an add-on only beside another plan', () => {
    const addOn = entry({ addOn: true });
    expect(faultOf(addOn)).toBe(addOn.field);
    expect(chooseBasket([entry(), addOn]).items).toHaveLength(2);
  });

  it('has no quantity of what is metered or flat', () => {
    const usage = { billing: 'in_arrears', usageAggregation: 'sum' } as const;
    const metered = entry({ quantity: 2n, price: usage });
    expect(faultOf(entry(), metered)).toBe(metered.field.replace('price', 'quantity'));
    const flat = entry({ quantity: 2n, price: { model: 'flat' } });
    expect(faultOf(flat)).toBe(flat.field.replace('price', 'quantity'));
  });
});
