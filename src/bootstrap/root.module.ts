import { type DynamicModule, Module, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { AppModule, type AppOptions } from '../app.module.js';
import { Settings } from '../platform/config/settings.js';
import { refuseShortWaits } from './refuse-short-waits.js';

/** What an operator starts: the engine, with a look at what it stands on before any part of it begins to work. */
@Module({})
export class RootModule implements OnModuleInit {
  constructor(
    private readonly parts: ModuleRef,
    private readonly settings: Settings,
  ) {}

  static with(options: AppOptions): DynamicModule {
    return { module: RootModule, imports: [AppModule.with(options)] };
  }

  onModuleInit(): Promise<void> {
    return refuseShortWaits({ get: (token) => this.parts.get(token, { strict: false }) }, this.settings);
  }
}
