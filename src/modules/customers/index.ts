export { Customer, gatewayIdOf, type Language } from './customer.entity.js';
export { CUSTOMER_ENTITIES } from './customers.entities.js';
export { CustomersModule } from './customers.module.js';
export { CustomersRepository } from './customers.repository.js';
export { ImportedNamesRepository } from './imported-names.repository.js';
