import { Module } from '@nestjs/common';
import { Settings } from '../platform/config/settings.js';
import { Waits } from '../platform/config/waits.js';
import { BudgetedGateway } from './budgeted-gateway.js';
import { OttuConnections } from './ottu/ottu-connections.js';
import { OttuGateway } from './ottu/ottu-gateway.js';
import { OttuHttp } from './ottu/ottu-http.js';
import { OttuSettings } from './ottu/ottu-settings.js';
import { PaymentGateway } from './payment-gateway.js';
import { RequestBudget, UnlimitedBudget } from './request-budget.js';

/**
 * Binds the port to Ottu, with the request budget in front. Needs `Clock` from a global module; takes
 * `GatewayCallObserver` and `RequestBudget` from one if they are there.
 */
@Module({
  providers: [
    OttuConnections,
    OttuHttp,
    {
      provide: OttuSettings,
      inject: [{ token: Settings, optional: true }],
      useFactory: (settings?: Settings) =>
        OttuSettings.scaled(
          new Waits(settings?.WAIT_SCALE ?? 1),
          settings?.MAX_IN_FLIGHT,
          settings?.ottuHosts,
        ),
    },
    OttuGateway,
    {
      provide: PaymentGateway,
      inject: [OttuGateway, { token: RequestBudget, optional: true }],
      useFactory: (ottu: OttuGateway, budget?: RequestBudget) =>
        new BudgetedGateway(ottu, budget ?? new UnlimitedBudget()),
    },
  ],
  exports: [PaymentGateway],
})
export class GatewayModule {}
