import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type PageResponse, toPageRequest, toPageResponse } from '../../../platform/http/page.js';
import { CustomersRepository, ImportedNamesRepository } from '../../customers/index.js';
import { CardsRepository } from '../cards.repository.js';
import { type ListedCardResponse, presentCard } from '../dto/card.response.js';
import type { ListCardsQuery } from '../dto/list-cards.query.js';

@Injectable()
export class ListCards {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly customers: CustomersRepository,
    private readonly cards: CardsRepository,
    private readonly names: ImportedNamesRepository,
  ) {}

  async list(
    merchantId: bigint,
    customerPublicId: string,
    query: ListCardsQuery,
  ): Promise<PageResponse<ListedCardResponse>> {
    const { external_id: name } = query;
    return this.uow.read(async (tx) => {
      const customer = await this.customers.findByPublicId(tx, merchantId, customerPublicId);
      if (!customer) throw AppError.notFound('customer', customerPublicId);
      const id = name === undefined ? undefined : await this.names.idNamed(tx, merchantId, 'cards', name);
      if (id === null) return { data: [], next_cursor: null };
      const page = await this.cards.pageOfCustomer(tx, merchantId, customer.id, toPageRequest(query), id);
      const names = await this.names.namesOf(tx, merchantId, 'cards', page.rows.map((row) => row.id)); // prettier-ignore
      return toPageResponse(page, (row) => ({
        ...presentCard(row),
        external_id: names.get(row.id) ?? null,
      }));
    });
  }
}
