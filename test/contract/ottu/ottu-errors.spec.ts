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
