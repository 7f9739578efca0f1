import { Customer } from './customer.entity.js';

export const CUSTOMER_ENTITIES = [Customer];
