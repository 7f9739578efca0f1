import { AppError } from '../../platform/http/app-error.js';

export interface CardUse {
  what: 'attempt' | 'charge' | 'last bill' | 'subscription';
  /** Public. */
  id: string;
}

/** Why a card cannot be deleted yet, and the way out. */
export function refuseDeletion(card: string, { what, id }: CardUse, customer: string): AppError {
  return new AppError('conflict', `Card ${card} cannot be deleted: ${REASONS[what](id, customer)}`);
}

const REASONS: Record<CardUse['what'], (id: string, customer: string) => string> = {
  attempt: (id) =>
    `payment ${id} with it is under way, or nobody knows yet how it ended; try again when it is settled`,
  charge: (id) => `charge ${id} is still to be made with it; void its invoice or wait until it is paid`,
  'last bill': (id) =>
    `the last usage of subscription ${id} is still to be billed to it; try again afterwards`,
  subscription: (id, customer) =>
    `subscription ${id} is paid with it; cancel that, or have another card given with POST /v1/customers/${customer}/cards/setup`,
};
