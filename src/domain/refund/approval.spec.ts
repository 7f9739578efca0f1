import fc from 'fast-check';
import { needsApproval } from './approval.js';

describe('The second person of a refund', () => {
  it('is needed above the limit of the currency, and never where there is none', () => {
    expect(needsApproval({ KWD: '5000' }, 'KWD', 5000n, 0n)).toBe(false);
    expect(needsApproval({ KWD: '5000' }, 'KWD', 5001n, 0n)).toBe(true);
    expect(needsApproval({ KWD: '5000' }, 'USD', 9_999_999n, 0n)).toBe(false);
    expect(needsApproval({ KWD: '0' }, 'KWD', 1n, 0n)).toBe(true);
  });

  it('cannot be evaded by giving back in pieces', () => {
    const minor = fc.bigInt({ min: 1n, max: 10n ** 9n });
    fc.assert(
      fc.property(fc.array(minor, { minLength: 1, maxLength: 8 }), minor, (pieces, limit) => {
        const limits = { KWD: String(limit) };
        let alone = 0n;
        for (const piece of pieces) if (!needsApproval(limits, 'KWD', piece, alone)) alone += piece;
        return alone <= limit;
      }),
    );
  });
});
