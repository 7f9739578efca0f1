import { canBeInquired, FENCE_WAIT_MINUTES } from './inquiry-windows.js';

describe('the inquiry window of a gateway', () => {
  it('is waited for as if it were the longest there is, and 3 minutes more', () => {
    expect(FENCE_WAIT_MINUTES).toBe(63);
  });

  it.each(['worldline', 'ccavenue', 'paypal', 'upg', 'UPG'])(
    'is none at %s, which is never asked',
    (name) => {
      expect(canBeInquired(name)).toBe(false);
    },
  );

  it.each([null, 'knet', 'mpgs', 'a-gateway-of-next-year', 'constructor'])('is there at %s', (name) => {
    expect(canBeInquired(name)).toBe(true);
  });
});
