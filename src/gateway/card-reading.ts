import type { RateLimited, Trouble } from './trouble.js';

export interface CardReading {
  token: string;
  pgCode: string;
  gatewayCustomerId: string;
  brand: string | null;
  lastFour: string | null;
  /** 1 to 12. */
  expiryMonth: number;
  /** Four digits. */
  expiryYear: number;
  nameOnCard: string | null;
  isExpired: boolean;
}

export interface DeleteCardRequest {
  token: string;
  gatewayCustomerId: string;
}

export type DeleteCardResult =
  | { kind: 'deleted' }
  /** The platform has no such card of this customer. */
  | { kind: 'not_found'; message: string }
  /** It would not, as a rule because an agreement holds the card. */
  | { kind: 'refused'; message: string }
  /** The platform has no such call for this account. */
  | { kind: 'unavailable'; message: string }
  | { kind: 'unauthorized'; httpStatus: number; message: string }
  | RateLimited
  | { kind: 'trouble'; trouble: Trouble };

export interface ListCardsQuery {
  gatewayCustomerId: string;
  agreementId?: string;
  pgCodes?: string[];
}

export type ListCardsResult =
  { kind: 'listed'; cards: CardReading[] } | RateLimited | { kind: 'trouble'; trouble: Trouble };
