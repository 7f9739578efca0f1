import { Module } from '@nestjs/common';
import { ImportedNamesRepository } from './imported-names.repository.js';
import { CustomersController } from './customers.controller.js';
import { CustomersRepository } from './customers.repository.js';
import { CreateCustomer } from './use-cases/create-customer.js';
import { ReadCustomers } from './use-cases/read-customers.js';
import { UpdateCustomer } from './use-cases/update-customer.js';

@Module({
  controllers: [CustomersController],
  providers: [CustomersRepository, ImportedNamesRepository, CreateCustomer, ReadCustomers, UpdateCustomer],
  exports: [CustomersRepository, ImportedNamesRepository],
})
export class CustomersModule {}
