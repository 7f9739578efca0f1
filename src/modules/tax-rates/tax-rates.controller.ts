import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiIdempotencyKey, ApiPage } from '../../platform/http/api-docs.js';
import { toPageResponse } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { CreateTaxRateRequest } from './dto/create-tax-rate.request.js';
import { ListTaxRatesQuery } from './dto/list-tax-rates.query.js';
import { presentTaxRate, TaxRateResponse, TaxRatesResponse } from './dto/tax-rate.response.js';
import { ManageTaxRates } from './use-cases/manage-tax-rates.js';
import { ReadTaxRates } from './use-cases/read-tax-rates.js';

@ApiTags('tax rates')
@Controller('v1/tax-rates')
export class TaxRatesController {
  constructor(
    private readonly manage: ManageTaxRates,
    private readonly rates: ReadTaxRates,
  ) {}

  @Post()
  @RequireScope('plans:write')
  @ApiIdempotencyKey(false)
  @ApiOperation({ summary: 'Levies a tax on the customers of a country, from the next invoice on.' })
  @ApiCreatedResponse({ type: TaxRateResponse })
  async create(@CurrentPrincipal() { merchantId }: Principal, @Body() body: CreateTaxRateRequest) {
    return presentTaxRate(await this.manage.create(merchantId, body));
  }

  @Post('defaults')
  @HttpCode(200)
  @RequireScope('plans:write')
  @ApiOperation({ summary: 'Adds the value added taxes of the Gulf countries, where no rate is in force.' })
  @ApiOkResponse({ type: TaxRatesResponse })
  async addDefaults(@CurrentPrincipal() { merchantId }: Principal) {
    return { data: (await this.manage.addDefaults(merchantId)).map(presentTaxRate) };
  }

  @Get()
  @RequireScope('plans:read')
  @ApiOperation({ summary: 'The tax rates.' })
  @ApiPage(TaxRateResponse)
  async list(@CurrentPrincipal() { merchantId }: Principal, @Query() query: ListTaxRatesQuery) {
    return toPageResponse(await this.rates.list(merchantId, query), presentTaxRate);
  }

  @Get(':id')
  @RequireScope('plans:read')
  @ApiOperation({ summary: 'One tax rate.' })
  @ApiOkResponse({ type: TaxRateResponse })
  async get(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentTaxRate(await this.rates.get(merchantId, id));
  }

  @Post(':id/deactivate')
  @HttpCode(200)
  @RequireScope('plans:write')
  @ApiOperation({ summary: 'Ends a rate. Invoices that were made with it keep it.' })
  @ApiOkResponse({ type: TaxRateResponse })
  async deactivate(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentTaxRate(await this.manage.deactivate(merchantId, id));
  }
}
