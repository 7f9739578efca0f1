import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiPage } from '../../platform/http/api-docs.js';
import { PageQuery, toPageResponse } from '../../platform/http/page.js';
import { CurrentPrincipal, type Principal, RequireScope } from '../../platform/http/principal.js';
import { IdempotencyKey, IdempotencyRequired } from '../../platform/idempotency/index.js';
import { CreatePlanMigrationRequest } from './dto/create-plan-migration.request.js';
import { MigrationRowsQuery } from './dto/migration-rows.query.js';
import {
  MigratedSubscriptionResponse,
  PlanMigrationResponse,
  presentMigrated,
  presentMigration,
} from './dto/plan-migration.response.js';
import { CancelMigration } from './use-cases/cancel-migration.js';
import { ReadMigrations } from './use-cases/read-migrations.js';
import { StartMigration } from './use-cases/start-migration.js';

@ApiTags('plans')
@Controller('v1')
export class PlanMigrationsController {
  constructor(
    private readonly start: StartMigration,
    private readonly read: ReadMigrations,
    private readonly cancelMigration: CancelMigration,
  ) {}

  @Post('plans/:id/migrations')
  @HttpCode(202)
  @RequireScope('subscriptions:write')
  @IdempotencyRequired()
  @ApiOperation({ summary: 'Moves subscriptions to another version or price, one by one, or lists what would come of it.' }) // prettier-ignore
  @ApiAcceptedResponse({ type: PlanMigrationResponse })
  async create(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Body() body: CreatePlanMigrationRequest,
    @IdempotencyKey() key: string,
  ) {
    const { publicId } = await this.start.execute(merchantId, id, body, key);
    return presentMigration(await this.read.get(merchantId, publicId));
  }

  @Get('plan-migrations')
  @RequireScope('subscriptions:read')
  @ApiOperation({ summary: 'The migrations.' })
  @ApiPage(PlanMigrationResponse)
  async list(@CurrentPrincipal() { merchantId }: Principal, @Query() query: PageQuery) {
    return toPageResponse(await this.read.list(merchantId, query), presentMigration);
  }

  @Get('plan-migrations/:id')
  @RequireScope('subscriptions:read')
  @ApiOperation({
    summary: 'One migration: how many subscriptions are in which state, and what it comes to.',
  })
  @ApiOkResponse({ type: PlanMigrationResponse })
  async get(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    return presentMigration(await this.read.get(merchantId, id));
  }

  @Get('plan-migrations/:id/subscriptions')
  @RequireScope('subscriptions:read')
  @ApiOperation({ summary: 'The subscriptions of a migration, and what becomes of each.' })
  @ApiPage(MigratedSubscriptionResponse)
  async rows(
    @CurrentPrincipal() { merchantId }: Principal,
    @Param('id') id: string,
    @Query() query: MigrationRowsQuery,
  ) {
    const filter = { state: query.state ?? null, subscription: query.subscription ?? null };
    return toPageResponse(await this.read.rows(merchantId, id, filter, query), presentMigrated);
  }

  @Post('plan-migrations/:id/cancel')
  @HttpCode(200)
  @RequireScope('subscriptions:write')
  @ApiOperation({ summary: 'Stops a migration; what it has done or planned stays.' })
  @ApiOkResponse({ type: PlanMigrationResponse })
  async cancel(@CurrentPrincipal() { merchantId }: Principal, @Param('id') id: string) {
    await this.cancelMigration.execute(merchantId, id);
    return presentMigration(await this.read.get(merchantId, id));
  }
}
