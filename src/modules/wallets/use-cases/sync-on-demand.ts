import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { CardsRepository, CardSyncsRepository } from '../../cards/index.js';
import { CustomersRepository } from '../../customers/index.js';
import { type CardSyncResponse, presentCardSync } from '../dto/card-sync.response.js';
import { SyncCards, type SyncResult } from './sync-cards.js';

@Injectable()
export class SyncOnDemand {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly customers: CustomersRepository,
    private readonly cards: CardsRepository,
    private readonly syncs: CardSyncsRepository,
    private readonly syncCards: SyncCards,
  ) {}

  /** @throws AppError when Ottu does not give the list; nothing has changed then */
  async execute(merchantId: bigint, customerPublicId: string): Promise<CardSyncResponse> {
    const customer = await this.uow.read((tx) =>
      this.customers.findByPublicId(tx, merchantId, customerPublicId),
    );
    if (!customer) throw AppError.notFound('customer', customerPublicId);
    const result = await this.syncCards.execute(merchantId, customer.id, 'interactive');
    if (result.kind !== 'done') throw refuse(result);
    return this.uow.read(async (tx) => {
      const cards = await this.cards.ofCustomer(tx, merchantId, customer.id);
      const sync = (await this.syncs.find(tx, merchantId, customer.id))!;
      return presentCardSync(result, cards, sync);
    });
  }
}

function refuse(result: Exclude<SyncResult, { kind: 'done' }>): AppError {
  if (result.kind === 'rate_limited') {
    return new AppError('gateway_unavailable', 'Ottu asks us to wait; try again later', [], {
      'retry-after': String(result.retryAfterSeconds),
    });
  }
  const { code, message } = result.trouble;
  if (code === 'unexpected') {
    return new AppError('gateway_refused', `Ottu does not list the customer's cards: ${message}`);
  }
  return new AppError('gateway_unavailable', `Ottu did not list the customer's cards: ${message}`, [], {
    'retry-after': '30',
  });
}
