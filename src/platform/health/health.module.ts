import { Module } from '@nestjs/common';
import { EpochModule } from '../epoch/index.js';
import { HealthController } from './health.controller.js';
import { ReadinessCheck } from './readiness-check.js';

@Module({ imports: [EpochModule], controllers: [HealthController], providers: [ReadinessCheck] })
export class HealthModule {}
