import { CalendarError } from '../../domain/calendar/calendar-error.js';
import { type Interval, interval } from '../../domain/calendar/interval.js';
import { MoneyError, parseMoney } from '../../domain/money/money.js';
import { AppError } from '../../platform/http/app-error.js';
import { newId } from '../../platform/ids/type-id.js';
import type { CreatePriceRequest } from './dto/create-price.request.js';
import type { NewPrice } from './prices.repository.js';

export type PriceTerms = Omit<NewPrice, 'merchantId' | 'planId' | 'createdAt'>;

/** What a request says of a price, checked; `path` is where it stands in the body. */
export function priceTermsOf(request: CreatePriceRequest, path: string): PriceTerms {
  const { unit, count } = intervalOf(request, path);
  return {
    publicId: newId('price'),
    currency: request.currency,
    amountMinor: amountOf(request, path),
    intervalUnit: unit,
    intervalCount: count,
    nickname: request.nickname ?? null,
    active: true,
    metadata: request.metadata ?? {},
  };
}

function intervalOf(request: CreatePriceRequest, path: string): Interval {
  try {
    return interval(request.interval, request.interval_count ?? 1);
  } catch (error) {
    if (!(error instanceof CalendarError)) throw error;
    throw AppError.field('invalid_request', `${path}interval_count`, error.message);
  }
}

function amountOf(request: CreatePriceRequest, path: string): bigint {
  try {
    return parseMoney(request.amount, request.currency).minor;
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    throw AppError.field('invalid_request', `${path}amount`, error.message);
  }
}
