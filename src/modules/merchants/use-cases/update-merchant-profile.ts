import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Principal } from '../../../platform/http/principal.js';
import { EventsRepository } from '../../events/index.js';
import { ApiKeysRepository } from '../api-keys.repository.js';
import type {
  SetMerchantLogoRequest,
  UpdateMerchantProfileRequest,
} from '../dto/merchant-profile.request.js';
import { type MerchantProfileResponse, presentMerchantProfile } from '../dto/merchant-profile.response.js';
import { MerchantClock } from '../merchant-clock.js';
import { MerchantsRepository } from '../merchants.repository.js';
import { type ProfileFacts, ProfilesRepository } from '../profile/profiles.repository.js';
import { readPicture } from '../profile/read-picture.js';

const MOST_BYTES = 153_600;
const MOST_POINTS = 3_000;

/** Changes what stands on invoices, from the next one on: a new version, beside those with which others were issued. */
@Injectable()
export class UpdateMerchantProfile {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly merchants: MerchantsRepository,
    private readonly profiles: ProfilesRepository,
    private readonly keys: ApiKeysRepository,
    private readonly clock: MerchantClock,
    private readonly events: EventsRepository,
  ) {}

  execute(principal: Principal, request: UpdateMerchantProfileRequest): Promise<MerchantProfileResponse> {
    return this.uow.run((tx) =>
      this.next(tx, principal, (before) => {
        const facts = { ...before, ...changesOf(request) };
        requireTaxNumberOfCountry(facts);
        return facts;
      }),
    );
  }

  setLogo(principal: Principal, { content }: SetMerchantLogoRequest): Promise<MerchantProfileResponse> {
    const bytes = Buffer.from(content, 'base64');
    const picture = readPicture(bytes);
    if (!picture || bytes.length > MOST_BYTES || Math.max(picture.width, picture.height) > MOST_POINTS) {
      const allowed = `must be a PNG or JPEG of at most ${MOST_BYTES} bytes and ${MOST_POINTS} points a side`;
      throw AppError.field('rule_violation', 'content', allowed);
    }
    return this.uow.run((tx) =>
      this.next(tx, principal, async (before, createdAt) => {
        const { merchantId } = principal;
        const logo = await this.profiles.insertLogo(tx, {
          merchantId,
          content: bytes,
          ...picture,
          createdAt,
        });
        return { ...before, logoId: logo.id };
      }),
    );
  }

  removeLogo(principal: Principal): Promise<MerchantProfileResponse> {
    return this.uow.run((tx) => this.next(tx, principal, (before) => ({ ...before, logoId: null })));
  }

  private async next(
    tx: Tx,
    { merchantId, keyId }: Principal,
    change: (before: ProfileFacts, at: Date) => ProfileFacts | Promise<ProfileFacts>,
  ): Promise<MerchantProfileResponse> {
    await this.merchants.lockById(tx, merchantId);
    const latest = await this.profiles.latest(tx, merchantId);
    const validFrom = await this.clock.now(tx, merchantId);
    const facts = await change(latest === null ? NOTHING : factsOf(latest), validFrom);
    const version = (latest?.version ?? 0) + 1;
    const profile = await this.profiles.insert(tx, { ...facts, merchantId, version, validFrom });
    const key = (await this.keys.findById(tx, merchantId, keyId))!;
    await this.events.append(tx, merchantId, {
      type: 'merchant.profile_updated',
      customerId: null,
      subscriptionId: null,
      occurredAt: validFrom,
      data: { version, api_key: key.publicId },
    });
    const logo = facts.logoId === null ? null : await this.profiles.logo(tx, merchantId, facts.logoId);
    return presentMerchantProfile(profile, logo);
  }
}

const NOTHING: ProfileFacts = {
  legalName: null,
  legalNameAr: null,
  address: null,
  addressAr: null,
  contact: null,
  country: null,
  taxNumber: null,
  logoId: null,
};

function factsOf(profile: ProfileFacts): ProfileFacts {
  const { legalName, legalNameAr, address, addressAr, contact, country, taxNumber, logoId } = profile;
  return { legalName, legalNameAr, address, addressAr, contact, country, taxNumber, logoId };
}

/** Absent keeps, null empties. */
function changesOf(request: UpdateMerchantProfileRequest): Partial<ProfileFacts> {
  const named: Partial<ProfileFacts> = {
    legalName: request.legal_name,
    legalNameAr: request.legal_name_ar,
    address: request.address,
    addressAr: request.address_ar,
    contact: request.contact,
    country: request.country,
    taxNumber: request.tax_number,
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}

function requireTaxNumberOfCountry({ country, taxNumber }: ProfileFacts): void {
  if (country !== 'SA' || taxNumber === null || /^3\d{13}3$/.test(taxNumber)) return;
  const allowed = 'must be 15 digits, the first and the last of them 3, of a merchant in Saudi Arabia';
  throw AppError.field('rule_violation', 'tax_number', allowed);
}
