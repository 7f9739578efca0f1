import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiIdempotencyKey, ApiPage } from '../../platform/http/api-docs.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { CreateCustomerRequest } from './dto/create-customer.request.js';
import { CustomerResponse } from './dto/customer.response.js';
import { ListCustomersQuery } from './dto/list-customers.query.js';
import { UpdateCustomerRequest } from './dto/update-customer.request.js';
import { CreateCustomer } from './use-cases/create-customer.js';
import { ReadCustomers } from './use-cases/read-customers.js';
import { UpdateCustomer } from './use-cases/update-customer.js';

@ApiTags('customers')
@Controller('v1/customers')
export class CustomersController {
  constructor(
    private readonly createCustomer: CreateCustomer,
    private readonly readCustomers: ReadCustomers,
    private readonly updateCustomer: UpdateCustomer,
  ) {}

  @Post()
  @RequireScope('customers:write')
  @ApiOperation({ summary: 'Makes a customer.' })
  @ApiIdempotencyKey(false)
  @ApiCreatedResponse({ type: CustomerResponse })
  create(@CurrentPrincipal() principal: Principal, @Body() body: CreateCustomerRequest) {
    return this.createCustomer.execute(principal.merchantId, body);
  }

  @Get()
  @RequireScope('customers:read')
  @ApiOperation({ summary: 'The customers.' })
  @ApiPage(CustomerResponse)
  list(@CurrentPrincipal() principal: Principal, @Query() query: ListCustomersQuery) {
    return this.readCustomers.list(principal.merchantId, query);
  }

  @Get(':id')
  @RequireScope('customers:read')
  @ApiOperation({ summary: 'One customer.' })
  @ApiOkResponse({ type: CustomerResponse })
  get(@CurrentPrincipal() principal: Principal, @Param('id') id: string) {
    return this.readCustomers.get(principal.merchantId, id);
  }

  @Patch(':id')
  @RequireScope('customers:write')
  @ApiOperation({
    summary: 'Changes a customer: absent fields stay, null empties, metadata is replaced as a whole.',
  })
  @ApiOkResponse({ type: CustomerResponse })
  update(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: UpdateCustomerRequest,
  ) {
    return this.updateCustomer.execute(principal.merchantId, id, body);
  }
}
