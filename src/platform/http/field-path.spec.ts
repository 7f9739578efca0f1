import { AppError } from './app-error.js';
import { fieldPath } from './field-path.js';

describe('the path of a field in an error', () => {
  it.each([
    [['items', 0, 'price'], 'items.0.price'],
    [['phases.1', 'items', 2, 'price'], 'phases.1.items.2.price'],
    [['', 'amount'], 'amount'],
    [['tiers', 0], 'tiers.0'],
  ])('%j is %s', (parts, path) => {
    expect(fieldPath(...parts)).toBe(path);
  });

  it('leads to the field by splitting it', () => {
    const body = { phases: [{ items: [{ price: 'price_1' }, { price: 'price_2' }] }] };
    const { field } = AppError.field('invalid_request', fieldPath('phases', 0, 'items', 1, 'price'), 'x')
      .errors[0]!;
    const found = field.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], body);
    expect(found).toBe('price_2');
  });
});
