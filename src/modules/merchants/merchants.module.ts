import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { GatewayModule } from '../../gateway/gateway.module.js';
import { Settings } from '../../platform/config/settings.js';
import { Waits } from '../../platform/config/waits.js';
import { ApiKeyGuard } from './api-key.guard.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { AskingRefusals } from './asking-refusals.js';
import { CredentialKeeper } from './credential-keeper.js';
import { ChargingSwitch } from './charging-switch.js';
import { MerchantAccounts } from './merchant-accounts.js';
import { MerchantClock } from './merchant-clock.js';
import { MerchantProfileController } from './merchant-profile.controller.js';
import { MerchantsController } from './merchants.controller.js';
import { MerchantsRepository } from './merchants.repository.js';
import { ProfilesRepository } from './profile/profiles.repository.js';
import { TestClocksController } from './test-clocks.controller.js';
import { TestClocksRepository } from './test-clocks.repository.js';
import { AdvanceTestClock } from './use-cases/advance-test-clock.js';
import { AuthenticateKey } from './use-cases/authenticate-key.js';
import { ChangeCredentials } from './use-cases/change-credentials.js';
import { ChangeWebhookKey } from './use-cases/change-webhook-key.js';
import { CreateApiKey } from './use-cases/create-api-key.js';
import { CreateMerchant } from './use-cases/create-merchant.js';
import { CreateTestClock } from './use-cases/create-test-clock.js';
import { DropCredentials } from './use-cases/drop-credentials.js';
import { ReadHookAddresses } from './use-cases/read-hook-addresses.js';
import { ReadMerchant } from './use-cases/read-merchant.js';
import { ReadMerchantProfile } from './use-cases/read-merchant-profile.js';
import { ReadTestClocks } from './use-cases/read-test-clocks.js';
import { RevokeApiKey } from './use-cases/revoke-api-key.js';
import { SetRefundApproval } from './use-cases/set-refund-approval.js';
import { UpdateMerchantProfile } from './use-cases/update-merchant-profile.js';
import { UpdateMerchant } from './use-cases/update-merchant.js';

/** Global because every other room asks it for the merchant's time and account, and how long to wait. */
@Global()
@Module({
  imports: [GatewayModule],
  controllers: [MerchantsController, MerchantProfileController, TestClocksController],
  providers: [
    { provide: APP_GUARD, useClass: ApiKeyGuard },
    {
      provide: Waits,
      inject: [Settings],
      useFactory: (settings: Settings) => new Waits(settings.WAIT_SCALE),
    },
    MerchantsRepository,
    ApiKeysRepository,
    TestClocksRepository,
    ProfilesRepository,
    ReadMerchantProfile,
    UpdateMerchantProfile,
    MerchantAccounts,
    MerchantClock,
    AuthenticateKey,
    CreateMerchant,
    CreateApiKey,
    RevokeApiKey,
    ReadHookAddresses,
    ReadMerchant,
    UpdateMerchant,
    ChangeWebhookKey,
    CredentialKeeper,
    ChangeCredentials,
    DropCredentials,
    SetRefundApproval,
    ChargingSwitch,
    AskingRefusals,
    CreateTestClock,
    AdvanceTestClock,
    ReadTestClocks,
  ],
  exports: [
    Waits,
    MerchantsRepository,
    ApiKeysRepository,
    TestClocksRepository,
    ProfilesRepository,
    MerchantAccounts,
    MerchantClock,
    ChargingSwitch,
    AskingRefusals,
    CreateMerchant,
    CreateApiKey,
    RevokeApiKey,
  ],
})
export class MerchantsModule {}
