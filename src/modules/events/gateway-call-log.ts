import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { type GatewayCall as Call, GatewayCallObserver } from '../../gateway/gateway-call-observer.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Batcher } from '../../platform/flow/batcher.js';
import { GatewayCallsRepository } from './gateway-calls.repository.js';

/**
 * Keeps a line of every call to Ottu. Written beside the call and never waited for: a log that cannot
 * be written must not turn a charge that succeeded into an error.
 */
@Injectable()
export class GatewayCallLog extends GatewayCallObserver implements BeforeApplicationShutdown {
  private readonly logger = new Logger(GatewayCallLog.name);
  private readonly batcher = new Batcher<Call, void>((calls) => this.write(calls), {
    most: 200,
    lanes: 1,
    gatherMs: 100,
  });
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly calls: GatewayCallsRepository,
  ) {
    super();
  }

  override onCall(call: Call): void {
    this.last = this.batcher.run(call);
  }

  /** What was gathered is written before the connections are closed. The clock, which makes the calls, ends first. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.last;
  }

  private async write(calls: Call[]): Promise<void[]> {
    try {
      await this.uow.read((tx) => this.calls.insert(tx, calls));
    } catch (error) {
      this.logger.warn({ err: error, calls: calls.length }, 'Calls were not logged');
    }
    return calls.map(() => undefined);
  }
}
