import { Module } from '@nestjs/common';
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
    { provide: OttuSettings, useValue: new OttuSettings() },
    { provide: PaymentGateway, useClass: OttuGateway },
  ],
  exports: [PaymentGateway],
})
export class GatewayModule {}
