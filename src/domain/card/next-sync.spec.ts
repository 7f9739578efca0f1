import { nextSyncAt, syncAfterPage } from './next-sync.js';

const at = (text: string) => new Date(text);

it.each([
  ['2027-01-10T06:00:00Z', '2027-01-10T22:00:00Z'],
  ['2027-01-10T21:59:59Z', '2027-01-10T22:00:00Z'],
  ['2027-01-10T22:00:00Z', '2027-01-11T22:00:00Z'],
  ['2027-12-31T23:30:00Z', '2028-01-01T22:00:00Z'],
])('after a page at %s cards are compared at %s, never at once', (now, night) => {
  expect(syncAfterPage(at(now))).toEqual(at(night));
});

it('and from then on once in thirty days', () => {
  expect(nextSyncAt(at('2027-01-10T22:00:05Z'))).toEqual(at('2027-02-09T22:00:00Z'));
});
