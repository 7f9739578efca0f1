import { Purse } from './purse.js';

describe('what is set aside for charges that are about to begin', () => {
  const now = new Date('2027-02-12T06:00:00Z');
  const endsAt = new Date('2027-02-13T00:00:00Z');
  const day = { day: '2027-02-12', endsAt, endsAtForMerchant: endsAt, onTestClock: false };

  it('is in hand again when the charge is only put off, however often, and never more than was promised', () => {
    const purse = new Purse(1n, 'user', 90_000, day);
    purse.left.charge = 2;
    for (let minute = 0; minute < 300; minute++) {
      expect(purse.canPromise(now)).toBe(true);
      purse.promiseCharge();
      expect(purse.canPromise(now)).toBe(false);
      purse.withdrawPromise();
    }
    purse.withdrawPromise();
    expect({ left: purse.left.charge, promised: purse.promised }).toEqual({ left: 2, promised: 0 });
  });
});
