import { Injectable } from '@nestjs/common';
import { In, IsNull, Not } from 'typeorm';
import { assertAffected, pageOf } from '../../platform/database/rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { newId } from '../../platform/ids/type-id.js';
import { TaxRate } from './tax-rate.entity.js';

export type NewTaxRate = Omit<TaxRate, 'id' | 'publicId' | 'deactivatedAt'>;

export interface TaxRateFilter {
  country?: string;
  active?: boolean;
}

@Injectable()
export class TaxRatesRepository {
  async insert(tx: Tx, row: NewTaxRate): Promise<TaxRate> {
    const rate = Object.assign(new TaxRate(), row, { publicId: newId('taxRate'), deactivatedAt: null });
    await tx.insert(TaxRate, rate);
    return rate;
  }

  findByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<TaxRate | null> {
    return tx.findOneBy(TaxRate, { merchantId, publicId });
  }

  inForce(tx: Tx, merchantIds: readonly bigint[]): Promise<TaxRate[]> {
    return tx.findBy(TaxRate, { merchantId: In([...merchantIds]), deactivatedAt: IsNull() });
  }

  page(tx: Tx, merchantId: bigint, filter: TaxRateFilter, page: PageRequest): Promise<Page<TaxRate>> {
    const { country, active } = filter;
    return pageOf(
      tx,
      TaxRate,
      {
        merchantId,
        ...(country !== undefined && { country }),
        ...(active !== undefined && { deactivatedAt: active ? IsNull() : Not(IsNull()) }),
      },
      page,
    );
  }

  async deactivate(tx: Tx, { merchantId, id }: TaxRate, at: Date): Promise<void> {
    assertAffected(await tx.update(TaxRate, { merchantId, id }, { deactivatedAt: at }), `tax rate ${id}`);
  }
}
