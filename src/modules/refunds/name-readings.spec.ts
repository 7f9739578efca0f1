import { money } from '../../domain/money/money.js';
import { nameReadings } from './name-readings.js';

const reading = (id: string | null, minor = 3000n, currency = 'KWD') =>
  ({ id, state: 'refunded', amount: money(minor, currency), referenceNumber: null }) as const;

it('names what the platform tells by its own name, and what has none by what it is and which of them', () => {
  const told = [reading('a'), reading(null), reading(null), reading(null, 3000n, 'USD'), reading('b')];
  expect(nameReadings(told).map(({ name }) => name)).toEqual([
    'a',
    'unnamed, 3.000 KWD',
    'unnamed, 3.000 KWD, 2',
    'unnamed, 30.00 USD',
    'b',
  ]);
});
