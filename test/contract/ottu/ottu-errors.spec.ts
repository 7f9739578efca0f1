import fc from 'fast-check';
import { describeOttuError, readOttuError } from '../../../src/gateway/ottu/ottu-errors.js';

/** Page: docs.ottu.com/developers/reference/error-codes; the envelope `error` is only in the reference of the API. */
describe('Errors of Ottu', () => {
  it.each<[unknown, unknown]>([
    [{ detail: 'Not found.' }, { message: 'Not found.' }],
    [{ order_no: ['Too long.', 'Odd.'] }, { message: 'Too long.', field: 'order_no' }],
    [{ agreement: { id: ['Required.'] } }, { message: 'Required.', field: 'agreement.id' }],
    [
      { error: { type: 'invalid', code: 'limit', message: 'Too much.', field: 'amount' } },
      { message: 'Too much.', field: 'amount', code: 'limit' },
    ],
    [
      { error: { type: 'invalid', message: 'Too much.', field: null } },
      { message: 'Too much.', code: 'invalid' },
    ],
    [{ error: 'Broken' }, { message: 'Broken' }],
    [{ error: ['Broken'] }, { message: 'Broken', field: 'error' }],
    [{ detail: '', other: 5 }, { message: 'Ottu gave no reason' }],
    [{ detail: 'a \u0000 bad \ud83d card' }, { message: 'a \ufffd bad \ufffd card' }],
    [{ 'to\u0000ken': ['Odd.'] }, { message: 'Odd.', field: 'to\ufffdken' }],
    [{ token: ['4111 1111 1111 1111 is none'] }, { message: '[card number] is none', field: 'token' }],
    [{ detail: `${'x'.repeat(250)} 4111111111111111` }, { message: `${'x'.repeat(250)} [car` }],
    [{ detail: `${'x'.repeat(254)}\u{1f4b3}` }, { message: `${'x'.repeat(254)}\ufffd` }],
    [null, { message: 'Ottu gave no reason' }],
    [['x'], { message: 'Ottu gave no reason' }],
  ])('%j', (body, expected) => expect(readOttuError(body)).toEqual(expected));

  it('never throws and never says much', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        expect(describeOttuError(readOttuError(body)).length).toBeLessThanOrEqual(512);
      }),
    );
    expect(describeOttuError({ message: 'Required.', field: 'agreement.id' })).toBe(
      'agreement.id: Required.',
    );
  });
});
