import { Injectable } from '@nestjs/common';
import { LessThanOrEqual } from 'typeorm';
import type { Tx } from '../../../platform/database/unit-of-work.js';
import { MerchantLogo } from './merchant-logo.entity.js';
import { MerchantProfile } from './merchant-profile.entity.js';

export type ProfileFacts = Omit<MerchantProfile, 'id' | 'merchantId' | 'version' | 'validFrom'>;

@Injectable()
export class ProfilesRepository {
  async insert(tx: Tx, profile: Omit<MerchantProfile, 'id'>): Promise<MerchantProfile> {
    const row = tx.create(MerchantProfile, profile);
    await tx.insert(MerchantProfile, row);
    return row;
  }

  async insertLogo(tx: Tx, logo: Omit<MerchantLogo, 'id'>): Promise<MerchantLogo> {
    const row = tx.create(MerchantLogo, logo);
    await tx.insert(MerchantLogo, row);
    return row;
  }

  latest(tx: Tx, merchantId: bigint): Promise<MerchantProfile | null> {
    return tx.findOne(MerchantProfile, { where: { merchantId }, order: { version: 'DESC' } });
  }

  /** What stood at that moment; before the first version there was none, so the first one is taken. */
  async asOf(tx: Tx, merchantId: bigint, at: Date): Promise<MerchantProfile | null> {
    const where = { merchantId, validFrom: LessThanOrEqual(at) };
    const then = await tx.findOne(MerchantProfile, { where, order: { version: 'DESC' } });
    return then ?? tx.findOne(MerchantProfile, { where: { merchantId }, order: { version: 'ASC' } });
  }

  logo(tx: Tx, merchantId: bigint, id: bigint): Promise<MerchantLogo | null> {
    return tx.findOneBy(MerchantLogo, { merchantId, id });
  }
}
