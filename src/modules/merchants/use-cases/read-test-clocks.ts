import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import {
  type PageQuery,
  type PageResponse,
  toPageRequest,
  toPageResponse,
} from '../../../platform/http/page.js';
import { presentTestClock, type TestClockResponse } from '../dto/test-clock.response.js';
import { TestClocksRepository } from '../test-clocks.repository.js';

@Injectable()
export class ReadTestClocks {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly testClocks: TestClocksRepository,
  ) {}

  async get(merchantId: bigint, id: string): Promise<TestClockResponse> {
    const clock = await this.uow.read((tx) => this.testClocks.findByPublicId(tx, merchantId, id));
    if (!clock) throw AppError.notFound('test clock', id);
    return presentTestClock(clock);
  }

  async list(merchantId: bigint, query: PageQuery): Promise<PageResponse<TestClockResponse>> {
    const page = await this.uow.read((tx) => this.testClocks.page(tx, merchantId, toPageRequest(query)));
    return toPageResponse(page, presentTestClock);
  }
}
