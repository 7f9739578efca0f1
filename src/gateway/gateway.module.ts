import { Module } from '@nestjs/common';
import { Settings } from '../platform/config/settings.js';
import { Waits } from '../platform/config/waits.js';
import { OttuGateway } from './ottu/ottu-gateway.js';
import { OttuHttp } from './ottu/ottu-http.js';
import { OttuSettings } from './ottu/ottu-settings.js';
import { PaymentGateway } from './payment-gateway.js';

/**
 * Binds the port to Ottu. Needs `Clock` from a global module; takes `GatewayCallObserver` from one if it
 * is there.
 */
@Module({
  providers: [
    OttuHttp,
    {
      provide: OttuSettings,
      inject: [{ token: Settings, optional: true }],
      useFactory: (settings?: Settings) =>
        OttuSettings.scaled(new Waits(settings?.WAIT_SCALE ?? 1), settings?.MAX_IN_FLIGHT),
    },
    { provide: PaymentGateway, useClass: OttuGateway },
  ],
  exports: [PaymentGateway],
})
export class GatewayModule {}
