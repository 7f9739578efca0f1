import { faultOfTiers } from '../../domain/pricing/tiers.js';
import { AppError, type FieldFault } from '../../platform/http/app-error.js';
import { fieldPath } from '../../platform/http/field-path.js';
import type { CreatePriceRequest } from './dto/create-price.request.js';

/** What of a price request contradicts itself, field by field. @throws AppError with all of it at once */
export function requireCoherent(request: CreatePriceRequest, path: string): void {
  const faults = [...faultsOfModel(request), ...faultsOfBilling(request)].map(({ field, message }) => ({
    field: fieldPath(path, field),
    message,
  }));
  if (faults.length === 0) return;
  const detail = faults.map(({ field, message }) => `${field}: ${message}`).join('; ');
  throw new AppError('invalid_request', detail, faults);
}

function faultsOfModel(request: CreatePriceRequest): FieldFault[] {
  const { model = 'per_unit', amount, unit_amount: fine, package_size: size, tiers } = request;
  const isTiered = model === 'graduated' || model === 'volume';
  const faults: FieldFault[] = [];
  const check = (isWrong: boolean, field: string, message: string) => {
    if (isWrong) faults.push({ field, message });
  };
  check(isTiered && amount !== undefined, 'amount', `a ${model} price has its amounts in tiers`);
  check(fine !== undefined && model !== 'per_unit', 'unit_amount', 'only a per_unit price has one');
  check(amount !== undefined && fine !== undefined, 'unit_amount', 'give either amount or unit_amount');
  check(!isTiered && amount === undefined && fine === undefined, 'amount', `is required of a ${model} price`);
  check(model === 'package' && size === undefined, 'package_size', 'is required of a package price');
  check(model !== 'package' && size !== undefined, 'package_size', 'only a package price has one');
  check(isTiered && tiers === undefined, 'tiers', `are required of a ${model} price`);
  check(!isTiered && tiers !== undefined, 'tiers', 'only graduated and volume prices have them');
  return isTiered && tiers ? [...faults, ...tierFaults(tiers)] : faults;
}

function tierFaults(tiers: NonNullable<CreatePriceRequest['tiers']>): FieldFault[] {
  const fault = faultOfTiers(
    tiers.map(({ from, up_to: upTo }) => ({
      from: from === undefined ? undefined : BigInt(from),
      upTo: upTo === undefined || upTo === null ? null : BigInt(upTo),
    })),
  );
  return fault ? [{ field: fieldPath('tiers', fault.index, fault.part), message: fault.message }] : [];
}

function faultsOfBilling(request: CreatePriceRequest): FieldFault[] {
  const { type = 'recurring', interval, interval_count: count, billing, usage } = request;
  const faults: FieldFault[] = [];
  const check = (isWrong: boolean, field: string, message: string) => {
    if (isWrong) faults.push({ field, message });
  };
  const once = type === 'one_off';
  check(!once && interval === undefined, 'interval', 'is required of a recurring price');
  check(once && interval !== undefined, 'interval', 'a price that is paid once has none');
  check(once && count !== undefined, 'interval_count', 'a price that is paid once has none');
  check(once && billing === 'in_arrears', 'billing', 'a price that is paid once is paid in advance');
  check(once && usage !== undefined, 'usage', 'a price that is paid once is not metered');
  check(usage !== undefined && billing === 'in_advance', 'billing', 'usage is always billed in arrears');
  return faults;
}
