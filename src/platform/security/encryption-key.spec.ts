import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEncryptionKey } from './encryption-key.js';

describe('the encryption key', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'perennial-key-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const file = () => join(directory, 'data', 'encryption.key');
  const load = (configured?: string) => loadEncryptionKey(configured, join(directory, 'data'));
  const rights = () => (statSync(file()).mode & 0o777).toString(8);

  it('is taken from the settings when it is there, and then no file is made', () => {
    expect(load('ab'.repeat(32))).toEqual(Buffer.alloc(32, 0xab));
    expect(() => statSync(file())).toThrow(/ENOENT/);
  });

  it('is made once, kept, and readable by its owner only', () => {
    const key = load();
    expect(key).toHaveLength(32);
    expect(load()).toEqual(key);
    expect(rights()).toBe('600');
  });

  it('is another for another directory', () => {
    const key = load();
    rmSync(file());
    expect(load()).not.toEqual(key);
  });

  it('is taken away from others who may read it', () => {
    load();
    chmodSync(file(), 0o644);
    load();
    expect(rights()).toBe('600');
  });

  it.each(['', 'ab'.repeat(31), 'zz'.repeat(32)])(
    'is not guessed from a file that holds something else: "%s"',
    (text) => {
      load();
      writeFileSync(file(), text);
      expect(() => load()).toThrow(/does not hold 64 hexadecimal digits/);
      expect(readFileSync(file(), 'utf8')).toBe(text);
    },
  );
});
