import { AppError } from '../../platform/http/app-error.js';

/** A customer without name, e-mail address and telephone number could not be told from any other. */
export function assertReachable(customer: {
  name?: string | null;
  email?: string | null;
  phone?: string | null;
}): void {
  if (customer.name || customer.email || customer.phone) return;
  throw AppError.field('invalid_request', 'name', 'give at least one of name, email, phone');
}
