import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type MerchantProfileResponse, presentMerchantProfile } from '../dto/merchant-profile.response.js';
import type { MerchantLogo } from '../profile/merchant-logo.entity.js';
import { ProfilesRepository } from '../profile/profiles.repository.js';

@Injectable()
export class ReadMerchantProfile {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly profiles: ProfilesRepository,
  ) {}

  get(merchantId: bigint): Promise<MerchantProfileResponse> {
    return this.uow.read(async (tx) => {
      const profile = await this.profiles.latest(tx, merchantId);
      const logoId = profile?.logoId ?? null;
      const logo = logoId === null ? null : await this.profiles.logo(tx, merchantId, logoId);
      return presentMerchantProfile(profile, logo);
    });
  }

  logo(merchantId: bigint): Promise<MerchantLogo> {
    return this.uow.read(async (tx) => {
      const logoId = (await this.profiles.latest(tx, merchantId))?.logoId ?? null;
      const logo = logoId === null ? null : await this.profiles.logo(tx, merchantId, logoId);
      if (!logo) throw new AppError('not_found', 'The merchant has no logo');
      return logo;
    });
  }
}
