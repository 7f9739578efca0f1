import { Module } from '@nestjs/common';
import { TaxRatesController } from './tax-rates.controller.js';
import { TaxRatesRepository } from './tax-rates.repository.js';
import { ManageTaxRates } from './use-cases/manage-tax-rates.js';
import { ReadTaxRates } from './use-cases/read-tax-rates.js';

@Module({
  controllers: [TaxRatesController],
  providers: [TaxRatesRepository, ManageTaxRates, ReadTaxRates],
  exports: [TaxRatesRepository],
})
export class TaxRatesModule {}
