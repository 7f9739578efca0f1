import { CalendarError } from '../../domain/calendar/calendar-error.js';
import { interval } from '../../domain/calendar/interval.js';
import { MoneyError, parseMoney } from '../../domain/money/money.js';
import { tierInputs } from '../../domain/pricing/price-inputs.js';
import { asMoney, parseUnitAmount } from '../../domain/pricing/unit-amount.js';
import { AppError } from '../../platform/http/app-error.js';
import { fieldPath } from '../../platform/http/field-path.js';
import { readAmount } from '../../platform/http/read-amount.js';
import { newId } from '../../platform/ids/type-id.js';
import type { CreatePriceRequest } from './dto/create-price.request.js';
import { requireCoherent } from './price-rules.js';
import type { NewPrice } from './prices.repository.js';

export type PriceTerms = Omit<NewPrice, 'merchantId' | 'planId' | 'planVersion' | 'createdAt'>;

/** How long a period waits for usage that is on its way. */
const USAGE_GRACE_MINUTES = 60;

/** What a request says of a price, checked; `path` is where it stands in the body. */
export function priceTermsOf(request: CreatePriceRequest, path: string): PriceTerms {
  requireCoherent(request, path);
  const { usage, currency } = request;
  return {
    publicId: newId('price'),
    currency,
    model: request.model ?? 'per_unit',
    ...amountsOf(request, path),
    packageSize: request.package_size === undefined ? null : BigInt(request.package_size),
    tiers: tiersOf(request, currency),
    ...intervalOf(request, path),
    billing: usage ? 'in_arrears' : (request.billing ?? 'in_advance'),
    usageAggregation: usage?.aggregation ?? null,
    usageGraceMinutes: usage ? (usage.grace_minutes ?? USAGE_GRACE_MINUTES) : null,
    usageThresholdMinor: thresholdOf(request, path),
    nickname: request.nickname ?? null,
    active: true,
    metadata: request.metadata ?? {},
  };
}

function intervalOf(
  request: CreatePriceRequest,
  path: string,
): Pick<PriceTerms, 'intervalUnit' | 'intervalCount'> {
  if (request.interval === undefined) return { intervalUnit: null, intervalCount: null };
  try {
    const { unit, count } = interval(request.interval, request.interval_count ?? 1);
    return { intervalUnit: unit, intervalCount: count };
  } catch (error) {
    if (!(error instanceof CalendarError)) throw error;
    throw AppError.field('invalid_request', fieldPath(path, 'interval_count'), error.message);
  }
}

/** In the column of the currency's units where that is exact, so that most prices read as what they are. */
function amountsOf(
  { currency, amount, unit_amount: fine }: CreatePriceRequest,
  path: string,
): Pick<PriceTerms, 'amountMinor' | 'fineAmount'> {
  const none = { amountMinor: null, fineAmount: null };
  try {
    if (amount !== undefined) return { ...none, amountMinor: parseMoney(amount, currency).minor };
    if (fine === undefined) return none;
    const whole = asMoney(parseUnitAmount(fine, currency));
    return whole ? { ...none, amountMinor: whole.minor } : { ...none, fineAmount: fine };
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    const field = amount === undefined ? 'unit_amount' : 'amount';
    throw AppError.field('invalid_request', fieldPath(path, field), error.message);
  }
}

function thresholdOf({ usage, currency }: CreatePriceRequest, path: string): bigint | null {
  if (usage?.threshold === undefined) return null;
  const field = fieldPath(path, 'usage', 'threshold');
  const { minor } = readAmount(usage.threshold, currency, field);
  if (minor > 0n) return minor;
  throw AppError.field('invalid_request', field, 'must be more than 0');
}

function tiersOf({ tiers }: CreatePriceRequest, currency: string): PriceTerms['tiers'] {
  if (!tiers) return null;
  return tiers.map(({ up_to: upTo, unit_amount: unit, flat_amount: flat }) =>
    tierInputs({
      upTo: upTo === undefined || upTo === null ? null : BigInt(upTo),
      unitAmount: parseUnitAmount(unit, currency),
      flatAmount: parseUnitAmount(flat ?? '0', currency),
    }),
  );
}
