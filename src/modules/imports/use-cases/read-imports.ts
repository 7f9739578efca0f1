import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type Page, type PageQuery, toPageRequest } from '../../../platform/http/page.js';
import type { Import } from '../import.entity.js';
import type { ImportLine } from '../import-line.entity.js';
import { ImportsRepository } from '../imports.repository.js';

@Injectable()
export class ReadImports {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly imports: ImportsRepository,
  ) {}

  get(merchantId: bigint, publicId: string): Promise<Import> {
    return this.uow.read(async (tx) => {
      const found = await this.imports.findByPublicId(tx, merchantId, publicId);
      if (!found) throw AppError.notFound('import', publicId);
      return found;
    });
  }

  list(merchantId: bigint, query: PageQuery): Promise<Page<Import>> {
    return this.uow.read((tx) => this.imports.page(tx, merchantId, toPageRequest(query)));
  }

  async failures(merchantId: bigint, publicId: string, after: number, limit: number): Promise<ImportLine[]> {
    const found = await this.get(merchantId, publicId);
    return this.uow.read((tx) => this.imports.failures(tx, found, after, limit));
  }
}
