import { taxQr } from './tax-qr.js';

const facts = {
  seller: 'Bobs Records',
  taxNumber: '310122393500003',
  issuedAt: new Date('2022-04-25T15:30:00.000Z'),
  totalWithTax: '1000.00',
  tax: '150.00',
};

describe('the code of a simplified tax invoice', () => {
  it('is the one of the example that the tax authority published', () => {
    expect(taxQr(facts)).toBe(
      'AQxCb2JzIFJlY29yZHMCDzMxMDEyMjM5MzUwMDAwMwMUMjAyMi0wNC0yNVQxNTozMDowMFoEBzEwMDAuMDAFBjE1MC4wMA==',
    );
  });

  it('counts bytes and not letters, and cuts a name that is too long between two letters', () => {
    const bytes = Buffer.from(taxQr({ ...facts, seller: 'ش'.repeat(200) }), 'base64');
    expect(bytes[1]).toBe(254);
    expect(bytes.toString('utf8', 2, 256)).toBe('ش'.repeat(127));
    expect(bytes[256]).toBe(2);
  });
});
