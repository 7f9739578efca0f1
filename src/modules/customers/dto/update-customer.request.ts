import { CreateCustomerRequest } from './create-customer.request.js';

/** Fields that are absent stay; null empties name, email or phone; metadata is replaced as a whole. */
export class UpdateCustomerRequest extends CreateCustomerRequest {}
