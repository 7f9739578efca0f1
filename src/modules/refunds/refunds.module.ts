import { Global, Module } from '@nestjs/common';
import { GatewayModule } from '../../gateway/gateway.module.js';
import { BalancesModule } from '../balances/index.js';
import { ChargesModule, SurplusMoney } from '../charges/index.js';
import { CustomersModule } from '../customers/index.js';
import { InvoicesModule } from '../invoices/index.js';
import { LedgerModule } from '../ledger/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { PaymentMethodsModule } from '../payment-methods/index.js';
import { ForeignRefunds } from './foreign-refunds.js';
import { HoldsController } from './holds.controller.js';
import { LeftOfPayment } from './left-of-payment.js';
import { GatewayAbility } from './gateway-ability.js';
import { PaymentFilters } from './payment-filters.js';
import { RefundLifecycle } from './refund-lifecycle.js';
import { RefundLooksRepository } from './refund-looks.repository.js';
import { RefundsController } from './refunds.controller.js';
import { RefundsRepository } from './refunds.repository.js';
import { SettleRefund } from './settle-refund.js';
import { SurplusDesk } from './surplus-desk.js';
import { SurplusPosting } from './surplus-posting.js';
import { SurplusRepository } from './surplus.repository.js';
import { UnbookedRefundsRepository } from './unbooked-refunds.repository.js';
import { ActOnRefund } from './use-cases/act-on-refund.js';
import { DecideOnHold } from './use-cases/decide-hold.js';
import { DecideRefund } from './use-cases/decide-refund.js';
import { DecideSurplus } from './use-cases/decide-surplus.js';
import { FollowHint } from './use-cases/follow-hint.js';
import { LookAtRefunds } from './use-cases/look-at-refunds.js';
import { ReadRefunds } from './use-cases/read-refunds.js';
import { ReadSurplus } from './use-cases/read-surplus.js';
import { RequestRefund } from './use-cases/request-refund.js';
import { ResolveRefund } from './use-cases/resolve-refund.js';
import { RunRefunds } from './use-cases/run-refunds.js';
import { SendRefund } from './use-cases/send-refund.js';

const SHARED = [
  GatewayAbility,
  LeftOfPayment,
  PaymentFilters,
  RefundLifecycle,
  RefundsRepository,
  RefundLooksRepository,
  RunRefunds,
  ActOnRefund,
  SendRefund,
  DecideRefund,
  DecideSurplus,
  ReadSurplus,
  ResolveRefund,
  SurplusPosting,
];

/** Global, because the charges below it hand it, through SurplusMoney, what nobody owed. */
@Global()
@Module({
  imports: [
    GatewayModule,
    MerchantsModule,
    PaymentMethodsModule,
    LedgerModule,
    BalancesModule,
    ChargesModule,
    CustomersModule,
    InvoicesModule,
  ],
  controllers: [RefundsController, HoldsController],
  providers: [
    ...SHARED,
    DecideOnHold,
    FollowHint,
    ForeignRefunds,
    LookAtRefunds,
    ReadRefunds,
    RequestRefund,
    SettleRefund,
    SurplusDesk,
    SurplusRepository,
    UnbookedRefundsRepository,
    { provide: SurplusMoney, useExisting: SurplusDesk },
  ],
  exports: [...SHARED, SurplusMoney],
})
export class RefundsModule {}
