import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../http/principal.js';
import { ReadinessCheck } from './readiness-check.js';

export class HealthResponse {
  @ApiProperty({
    example: 'ok',
    enum: ['ok', 'probing', 'reconcile_only'],
    description:
      'Other than ok: the database may have forgotten charges, and none is made until that is found out.',
  })
  status: string;
}

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: ReadinessCheck) {}

  /** The process runs. Says nothing of the database: restarting us would not repair that. */
  @Get('live')
  @Public()
  @ApiOkResponse({ type: HealthResponse })
  live(): HealthResponse {
    return { status: 'ok' };
  }

  @Get('ready')
  @Public()
  @ApiOkResponse({ type: HealthResponse })
  @ApiServiceUnavailableResponse({
    description: 'The database does not answer.',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  })
  async ready(): Promise<HealthResponse> {
    const mode = await this.readiness.execute();
    return { status: mode === 'open' ? 'ok' : mode };
  }
}
