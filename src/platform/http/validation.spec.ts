import type { ArgumentMetadata, Type } from '@nestjs/common';
import { AppError, type FieldFault } from './app-error.js';
import {
  AmountField,
  CurrencyField,
  DecimalField,
  IdField,
  InstantField,
  ListField,
  MetadataField,
  TextField,
  TimeZoneField,
} from './fields.js';
import { PageQuery } from './page.js';
import { validationPipe } from './validation.js';

class Line {
  @CurrencyField({ description: '' })
  currency: string;

  @AmountField({ description: '' })
  amount: string;
}

class Body {
  @ListField(() => Line, { min: 1, max: 2, description: '' })
  lines: Line[];

  @TextField({ max: 5, description: '', optional: true })
  name?: string;

  @TextField({ max: 5, description: '', nullable: true })
  note?: string | null;

  @AmountField({ description: '', nullable: true, given: true })
  limit: string | null;

  @DecimalField({ description: '', optional: true })
  paid?: string;

  @IdField('customer', { description: '', optional: true })
  customer?: string;

  @InstantField({ description: '', optional: true })
  at?: string;

  @TimeZoneField({ description: '', optional: true })
  zone?: string;

  @MetadataField()
  metadata?: Record<string, string>;
}

const LINE = { currency: 'KWD', amount: '9.500' };

async function check<T>(
  type: Type<T>,
  value: unknown,
  kind: ArgumentMetadata['type'] = 'body',
): Promise<T | FieldFault[]> {
  try {
    return (await validationPipe().transform(value, { type: kind, metatype: type })) as T;
  } catch (error) {
    if (error instanceof AppError) return error.errors;
    throw error;
  }
}

const faults = (change: object) => check(Body, { lines: [LINE], limit: null, ...change });

test('a body that fits becomes an instance of its class', async () => {
  const body = await faults({ name: 'N', note: null, metadata: { a: 'b' } });
  expect(body).toBeInstanceOf(Body);
  expect(body).toMatchObject({ lines: [LINE], note: null });
});

test('all faults are told at once, by their paths', async () => {
  const told = await check(Body, {
    lines: [LINE, { currency: 'kwd', amount: 5, tax: 1 }],
    limit: null,
    name: 'too long',
    more: 1,
  });
  expect((told as FieldFault[]).map((fault) => fault.field).sort()).toEqual([
    'lines.1.amount',
    'lines.1.currency',
    'lines.1.tax',
    'more',
    'name',
  ]);
});

test('an amount is held against the digits of the currency beside it', async () => {
  expect(await faults({ lines: [{ currency: 'KWD', amount: '9.5001' }] })).toEqual([
    { field: 'lines.0.amount', message: 'has 4 digits after the point; KWD allows at most 3' },
  ]);
  expect(await faults({ lines: [{ currency: 'JPY', amount: '9.5' }] })).toMatchObject([
    { field: 'lines.0.amount' },
  ]);
});

test('a text is counted as the database counts it: a sign and how it is shown are two', async () => {
  const told = [{ field: 'name', message: 'must be a text of 1 to 5 characters' }];
  expect(await faults({ name: '😀😀😀😀😀' })).toMatchObject({ name: '😀😀😀😀😀' });
  for (const name of ['a☎\uFE0F☎\uFE0F☎', '😀😀😀😀😀😀', '', 7])
    expect(await faults({ name })).toEqual(told);
});

test.each(['0100.000', '007.5', '00'])('an amount has no zeros before it: %s', async (amount) => {
  const fault = { message: expect.stringContaining('without zeros before it') };
  expect(await faults({ lines: [{ currency: 'KWD', amount }] })).toMatchObject([
    { field: 'lines.0.amount', ...fault },
  ]);
  expect(await faults({ paid: amount })).toMatchObject([{ field: 'paid', ...fault }]);
  expect(await faults({ paid: '0.500' })).toMatchObject({ paid: '0.500' });
});

test('null is nothing only where nothing is allowed', async () => {
  expect(await faults({ name: null })).toMatchObject([{ field: 'name' }]);
  expect(await faults({ metadata: null })).toMatchObject([{ field: 'metadata' }]);
});

test('what null takes away has to be named: a call that says nothing does not take it away', async () => {
  const allowed = [{ field: 'limit', message: 'must be given; null for none' }];
  expect(await check(Body, { lines: [LINE] })).toEqual(allowed);
  expect(await faults({ limit: undefined })).toEqual(allowed);
  expect(await faults({ limit: null })).toMatchObject({ limit: null });
  expect(await faults({ limit: '5.000' })).toMatchObject({ limit: '5.000' });
  expect(await faults({ limit: 5 })).toMatchObject([
    { field: 'limit', message: expect.stringContaining('decimal text') },
  ]);
});

test.each([
  ['customer', 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x', 'cus_'],
  ['at', '2027-02-30T09:00:00Z', '2027-01-31T09:00:00Z'],
  ['at', '2027-01-31', '2027-01-31T09:00:00Z'],
  ['at', '2027-01-31T09:00:00', '2027-01-31T09:00:00Z'],
  ['zone', '+03:00', 'Asia/Kuwait'],
  ['zone', 'asia/kuwait', 'Asia/Kuwait'],
  ['name', 'a\u0000', 'control'],
  ['metadata', { a: { b: 'c' } }, '20 texts'],
  ['metadata', Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`k${i}`, 'v'])), '20 texts'],
  ['lines', [], '1 to 2'],
  ['lines', {}, '1 to 2'],
])('%s cannot be %j, and the fault says what is allowed', async (field, value, allowed) => {
  expect(await faults({ [field]: value })).toEqual([{ field, message: expect.stringContaining(allowed) }]);
});

test.each([[null], ['text'], [5], [[]]])('a list entry that is no object is refused: %j', async (entry) => {
  expect(await faults({ lines: [entry] })).toEqual([
    { field: 'lines', message: 'must be a list of objects' },
  ]);
});

test('a query is read from text, and only what it knows', async () => {
  expect(await check(PageQuery, { limit: '7' }, 'query')).toEqual({ limit: 7 });
  expect(await check(PageQuery, {}, 'query')).toEqual({ limit: 20 });
  expect(await check(PageQuery, { limit: '7', sort: 'up' }, 'query')).toMatchObject([{ field: 'sort' }]);
});
