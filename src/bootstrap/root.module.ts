import { type DynamicModule, Module, type OnModuleInit, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { AppModule, type AppOptions } from '../app.module.js';
import { MerchantAccounts, MerchantsRepository, refuseWrongKey } from '../modules/merchants/index.js';
import { Settings } from '../platform/config/settings.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
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

  async onModuleInit(): Promise<void> {
    const app = { get: <T>(token: Type<T>): T => this.parts.get(token, { strict: false }) };
    await refuseShortWaits(app, this.settings);
    await refuseWrongKey(app.get(UnitOfWork), app.get(MerchantsRepository), app.get(MerchantAccounts));
  }
}
