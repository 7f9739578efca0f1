import fc from 'fast-check';
import { sameBytes, SecretBox, sha256 } from './secret-box.js';

const KEY = Buffer.alloc(32, 7);
const PURPOSE = 'card/1/2/token';

describe('a secret box', () => {
  const box = new SecretBox(KEY);

  it('opens to what was put in, in any script', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (plain) => {
        expect(box.open(box.seal(plain, PURPOSE), PURPOSE)).toBe(plain);
      }),
    );
  });

  it('never looks the same twice, and never shows what is inside', () => {
    const boxes = Array.from({ length: 50 }, () => box.seal('a card token', PURPOSE));
    expect(new Set(boxes.map((sealed) => sealed.toString('hex'))).size).toBe(50);
    expect(boxes.filter((sealed) => sealed.includes('token'))).toEqual([]);
  });

  it('does not open for another purpose, so that it cannot be moved to another row', () => {
    const sealed = box.seal('a card token', PURPOSE);
    expect(() => box.open(sealed, 'card/1/3/token')).toThrow(/does not open/);
  });

  it('does not open with another key, and says which setting to look at', () => {
    const sealed = box.seal('a card token', PURPOSE);
    const other = new SecretBox(Buffer.alloc(32, 8));
    expect(() => other.open(sealed, PURPOSE)).toThrow(/ENCRYPTION_KEY/);
  });

  it('does not open when a single bit was changed', () => {
    const sealed = box.seal('a card token', PURPOSE);
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed);
      changed[i] = changed[i]! ^ 1;
      expect(() => box.open(changed, PURPOSE)).toThrow();
    }
    expect(() => box.open(sealed.subarray(0, 20), PURPOSE)).toThrow();
  });

  it('tells an unknown version from a wrong key', () => {
    const sealed = box.seal('a card token', PURPOSE);
    sealed[0] = 2;
    expect(() => box.open(sealed, PURPOSE)).toThrow('Unknown secret box version 2');
  });

  it('wants a key of 32 bytes', () => {
    expect(() => new SecretBox(Buffer.alloc(31))).toThrow(/32 bytes/);
  });

  it('gives the same lookup for the same value and key only', () => {
    expect(box.lookup('token')).toEqual(box.lookup('token'));
    expect(box.lookup('token')).not.toEqual(box.lookup('tokem'));
    expect(box.lookup('token')).not.toEqual(new SecretBox(Buffer.alloc(32, 8)).lookup('token'));
    expect(box.lookup('token')).not.toEqual(sha256('token'));
  });
});

describe('a derived secret', () => {
  const box = new SecretBox(KEY);

  it('is the same for the same purpose and key only, and fits an address', () => {
    expect(box.derive('link/a')).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(box.derive('link/a')).toBe(new SecretBox(KEY).derive('link/a'));
    expect(box.derive('link/a')).not.toBe(box.derive('link/b'));
    expect(box.derive('link/a')).not.toBe(new SecretBox(Buffer.alloc(32, 8)).derive('link/a'));
    expect(box.derive('link/a')).not.toBe(box.lookup('link/a').toString('base64url'));
  });
});

describe('comparing bytes', () => {
  it('finds equal what is equal, and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
        const [left, right] = [Buffer.from(a), Buffer.from(b)];
        expect(sameBytes(left, right)).toBe(left.equals(right));
        expect(sameBytes(left, Buffer.from(left))).toBe(true);
      }),
    );
  });
});
