import { Injectable } from '@nestjs/common';
import { parsePercent, percentText } from '../../../domain/discount/percent.js';
import { GCC_RATES } from '../../../domain/tax/gcc-rates.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { EventsRepository } from '../../events/index.js';
import { MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import type { CreateTaxRateRequest } from '../dto/create-tax-rate.request.js';
import type { TaxRate } from '../tax-rate.entity.js';
import { type NewTaxRate, TaxRatesRepository } from '../tax-rates.repository.js';

/**
 * What a merchant levies. Its row is locked while the rates in force change: the number of them that stands
 * there is what billing goes by.
 */
@Injectable()
export class ManageTaxRates {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly rates: TaxRatesRepository,
    private readonly merchants: MerchantsRepository,
    private readonly events: EventsRepository,
    private readonly clock: MerchantClock,
  ) {}

  create(merchantId: bigint, request: CreateTaxRateRequest): Promise<TaxRate> {
    return this.uow.run(async (tx) => {
      const inForce = await this.lockInForce(tx, merchantId);
      const before = inForce.find(({ country }) => country === request.country);
      refuseOther(request, before);
      const createdAt = await this.clock.now(tx, merchantId);
      if (before) await this.end(tx, before, createdAt);
      const row = {
        merchantId,
        name: request.name ?? 'VAT',
        country: request.country,
        percentMillionths: Number(parsePercent(request.percent)!),
        inclusive: request.inclusive,
        createdAt,
      };
      const rate = await this.add(tx, row);
      await this.merchants.update(tx, merchantId, { taxRateCount: inForce.length + (before ? 0 : 1) });
      return rate;
    });
  }

  /** The usual rates of the Gulf, for countries that have none yet; gives all of them that are in force. */
  addDefaults(merchantId: bigint): Promise<TaxRate[]> {
    return this.uow.run(async (tx) => {
      const rates = await this.lockInForce(tx, merchantId);
      const createdAt = await this.clock.now(tx, merchantId);
      for (const { name, country, millionths, inclusive } of GCC_RATES) {
        if (rates.some((rate) => rate.country === country)) continue;
        const percentMillionths = Number(millionths);
        rates.push(
          await this.add(tx, { merchantId, name, country, percentMillionths, inclusive, createdAt }),
        );
      }
      await this.merchants.update(tx, merchantId, { taxRateCount: rates.length });
      return rates;
    });
  }

  /** From now on; invoices that are there keep it. Said twice it is done once. */
  deactivate(merchantId: bigint, publicId: string): Promise<TaxRate> {
    return this.uow.run(async (tx) => {
      const inForce = await this.lockInForce(tx, merchantId);
      const rate = await this.rates.findByPublicId(tx, merchantId, publicId);
      if (!rate) throw AppError.notFound('tax rate', publicId);
      if (rate.deactivatedAt !== null) return rate;
      const at = await this.clock.now(tx, merchantId);
      await this.end(tx, rate, at);
      await this.merchants.update(tx, merchantId, { taxRateCount: inForce.length - 1 });
      return Object.assign(rate, { deactivatedAt: at });
    });
  }

  private async lockInForce(tx: Tx, merchantId: bigint): Promise<TaxRate[]> {
    await this.merchants.lockById(tx, merchantId);
    return this.rates.inForce(tx, [merchantId]);
  }

  private async add(tx: Tx, row: NewTaxRate): Promise<TaxRate> {
    const rate = await this.rates.insert(tx, row);
    await this.tell(tx, rate, 'tax_rate.created', row.createdAt);
    return rate;
  }

  private async end(tx: Tx, rate: TaxRate, at: Date): Promise<void> {
    await this.rates.deactivate(tx, rate, at);
    await this.tell(tx, rate, 'tax_rate.deactivated', at);
  }

  private tell(tx: Tx, rate: TaxRate, type: 'tax_rate.created' | 'tax_rate.deactivated', occurredAt: Date) {
    const { publicId, name, country, inclusive } = rate;
    const percent = percentText(BigInt(rate.percentMillionths));
    const data = { tax_rate_id: publicId, name, country, percent, inclusive };
    return this.events.append(tx, rate.merchantId, {
      type,
      customerId: null,
      subscriptionId: null,
      occurredAt,
      data,
    });
  }
}

/** One is in force a country, and the next takes its place in one step: what is billed in between would be without tax. */
function refuseOther({ country, replaces }: CreateTaxRateRequest, before: TaxRate | undefined): void {
  if (replaces !== undefined && before?.publicId !== replaces) {
    const what = before ? `must be ${before.publicId}` : 'must be absent';
    throw AppError.field('rule_violation', 'replaces', `${what}: the rate of ${country} that is in force`);
  }
  if (!before || replaces !== undefined) return;
  const message = `${country} has ${before.publicId} in force already; name it in replaces, and this one takes its place`;
  throw AppError.field('conflict', 'country', message);
}
