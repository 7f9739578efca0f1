import { isCountry } from './country.js';

describe('isCountry', () => {
  it.each(['SA', 'KW', 'QA', 'AE', 'OM', 'BH', 'EG', 'DE', 'US'])('%s is one', (code) => {
    expect(isCountry(code)).toBe(true);
  });

  it.each(['XX', 'ZZ', 'EU', 'sa', 'SAU', 'S', '', '١٢', 'QQ'])('%j is none', (code) => {
    expect(isCountry(code)).toBe(false);
  });
});
