import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import {
  type PageQuery,
  type PageResponse,
  toPageRequest,
  toPageResponse,
} from '../../../platform/http/page.js';
import { CustomersRepository } from '../../customers/index.js';
import { CardsRepository } from '../cards.repository.js';
import { type CardResponse, presentCard } from '../dto/card.response.js';

@Injectable()
export class ListCards {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly customers: CustomersRepository,
    private readonly cards: CardsRepository,
  ) {}

  async list(
    merchantId: bigint,
    customerPublicId: string,
    query: PageQuery,
  ): Promise<PageResponse<CardResponse>> {
    const page = await this.uow.read(async (tx) => {
      const customer = await this.customers.findByPublicId(tx, merchantId, customerPublicId);
      if (!customer) throw AppError.notFound('customer', customerPublicId);
      return this.cards.pageOfCustomer(tx, merchantId, customer.id, toPageRequest(query));
    });
    return toPageResponse(page, presentCard);
  }
}
