import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { GatewayCallObserver, type GatewayCall } from '../../../src/gateway/gateway-call-observer.js';
import { GatewayModule } from '../../../src/gateway/gateway.module.js';
import { PaymentGateway } from '../../../src/gateway/payment-gateway.js';
import { Clock, SystemClock } from '../../../src/platform/clock/clock.js';
import { accountAt, SESSION } from './support/harness.js';

const seen: GatewayCall[] = [];

@Global()
@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
class PlatformStandIn {}

@Global()
@Module({
  providers: [{ provide: GatewayCallObserver, useValue: { onCall: (call: GatewayCall) => seen.push(call) } }],
  exports: [GatewayCallObserver],
})
class ObserverModule {}

describe('The gateway module', () => {
  it.each([
    ['alone', [], 0],
    ['with somebody who keeps the calls', [ObserverModule], 1],
  ])('gives out the port: %s', async (_name, more, kept) => {
    const app = await Test.createTestingModule({
      imports: [PlatformStandIn, GatewayModule, ...more],
    }).compile();
    const gateway = app.get(PaymentGateway, { strict: false });
    const look = await gateway.retrieveSession(accountAt('http://127.0.0.1:9'), SESSION);
    expect(look).toMatchObject({ kind: 'trouble', trouble: { code: 'not_sent' } });
    expect(seen).toHaveLength(kept);
    await app.close();
  });
});
