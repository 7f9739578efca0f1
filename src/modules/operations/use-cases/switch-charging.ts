import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Principal } from '../../../platform/http/principal.js';
import {
  ApiKeysRepository,
  ChargingSwitch,
  type Merchant,
  MerchantClock,
  MerchantsRepository,
  type Switching,
} from '../../merchants/index.js';

/** A person stops all charging of a merchant, or lets it go on. */
@Injectable()
export class SwitchCharging {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly merchants: MerchantsRepository,
    private readonly chargingSwitch: ChargingSwitch,
    private readonly keys: ApiKeysRepository,
    private readonly clock: MerchantClock,
  ) {}

  async read(merchantId: bigint): Promise<Merchant> {
    return (await this.uow.read((tx) => this.merchants.findById(tx, merchantId)))!;
  }

  stop(principal: Principal, reason: string): Promise<Merchant> {
    return this.uow.run(async (tx) =>
      this.chargingSwitch.stop(tx, principal.merchantId, await this.facts(tx, principal, reason)),
    );
  }

  resume(principal: Principal, reason: string): Promise<Merchant> {
    return this.uow.run(async (tx) =>
      this.chargingSwitch.resume(tx, principal.merchantId, await this.facts(tx, principal, reason)),
    );
  }

  private async facts(tx: Tx, { merchantId, keyId }: Principal, reason: string): Promise<Switching> {
    const key = (await this.keys.findById(tx, merchantId, keyId))!;
    return { at: await this.clock.now(tx, merchantId), reason, apiKey: key.publicId };
  }
}
