import { TaxRate } from './tax-rate.entity.js';

export { countryRateOf } from './country-rate.js';
export { TaxRatesModule } from './tax-rates.module.js';
export { TaxRatesRepository } from './tax-rates.repository.js';
export const TAX_RATE_ENTITIES = [TaxRate];
