import { AppError } from '../../platform/http/app-error.js';
import { fieldPath } from '../../platform/http/field-path.js';
import type { ChangeItem } from './dto/change-subscription.request.js';

export interface CurrentItem {
  /** Public ids. */
  item: string;
  price: string;
  quantity: bigint;
}

export interface WantedItem {
  /** Path in the request; of what is not named there, the list. */
  field: string;
  price: string;
  quantity: bigint;
  /** It has this price already. */
  kept: boolean;
}

/** The items after the change, all of them. @throws AppError naming the entry that does not fit */
export function wantedItems(current: readonly CurrentItem[], entries: readonly ChangeItem[]): WantedItem[] {
  const wanted = new Map<string, WantedItem>(
    current.map(({ item, price, quantity }) => [item, { field: 'items', price, quantity, kept: true }]),
  );
  entries.forEach((entry, i) => {
    const field = fieldPath('items', i);
    if (entry.item === undefined) return add(wanted, entry, field);
    const before = current.find(({ item }) => item === entry.item);
    if (!before)
      throw AppError.field('rule_violation', fieldPath(field, 'item'), `there is no item ${entry.item}`);
    if (entries.findIndex(({ item }) => item === entry.item) !== i) {
      throw AppError.field('rule_violation', fieldPath(field, 'item'), 'is named twice');
    }
    if (entry.remove === true) {
      if (entry.price === undefined && entry.quantity === undefined) return void wanted.delete(entry.item);
      throw AppError.field(
        'rule_violation',
        fieldPath(field, 'remove'),
        'what goes has neither price nor quantity',
      );
    }
    const price = entry.price ?? before.price;
    const quantity = entry.quantity === undefined ? before.quantity : BigInt(entry.quantity);
    const isNew = price !== before.price;
    const named = isNew ? 'price' : entry.quantity === undefined ? '' : 'quantity';
    wanted.set(entry.item, { field: fieldPath(field, named), price, quantity, kept: !isNew });
  });
  if (wanted.size === 0) {
    throw AppError.field(
      'rule_violation',
      'items',
      'something has to be left; cancel the subscription instead',
    );
  }
  const list = [...wanted.values()];
  if (isSame(current, list)) {
    throw AppError.field(
      'rule_violation',
      'items',
      'nothing would be different: it has these prices and quantities',
    );
  }
  return list;
}

function add(wanted: Map<string, WantedItem>, entry: ChangeItem, field: string): void {
  const { price, quantity, remove } = entry;
  if (price === undefined || remove === true) {
    throw AppError.field(
      'rule_violation',
      field,
      'must name an item that is there, or the price of a new one',
    );
  }
  wanted.set(field, {
    field: fieldPath(field, 'price'),
    price,
    quantity: BigInt(quantity ?? 1),
    kept: false,
  });
}

function isSame(current: readonly CurrentItem[], wanted: readonly WantedItem[]): boolean {
  if (current.length !== wanted.length) return false;
  return current.every(({ price, quantity }) =>
    wanted.some((one) => one.price === price && one.quantity === quantity),
  );
}
