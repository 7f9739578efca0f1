import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileOf } from './uploads.js';

describe('a file that is sent', () => {
  const headers = { 'content-type': 'text/csv; charset=utf-8' };
  const body = () => Readable.from([Buffer.from('abc'), Buffer.from('def')]);

  it('is handed on as it comes, up to its largest size', async () => {
    expect(await text(fileOf({ body: body(), headers }, 6).body)).toBe('abcdef');
    await expect(text(fileOf({ body: body(), headers }, 5).body)).rejects.toMatchObject({
      code: 'payload_too_large',
    });
  });

  it('is refused unread when it says itself that it is too large', () => {
    const file = { body: body(), headers: { ...headers, 'content-length': '7' } };
    expect(() => fileOf(file, 6)).toThrow('at most 6 bytes');
  });
});
