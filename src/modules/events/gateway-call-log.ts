import { Injectable, Logger } from '@nestjs/common';
import { type GatewayCall as Call, GatewayCallObserver } from '../../gateway/gateway-call-observer.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { GatewayCallsRepository } from './gateway-calls.repository.js';

/**
 * Keeps a line of every call to Ottu. Written beside the call and never waited for: a log that cannot
 * be written must not turn a charge that succeeded into an error.
 */
@Injectable()
export class GatewayCallLog extends GatewayCallObserver {
  private readonly logger = new Logger(GatewayCallLog.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly calls: GatewayCallsRepository,
  ) {
    super();
  }

  override onCall(call: Call): void {
    this.uow
      .read((tx) => this.calls.insert(tx, call))
      .catch((error: unknown) =>
        this.logger.warn({ err: error, endpoint: call.endpoint }, 'A call was not logged'),
      );
  }
}
