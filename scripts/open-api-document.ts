import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../src/app.module.js';
import { createAdapter } from '../src/configure-app.js';
import { Settings } from '../src/platform/config/settings.js';
import { describeApi } from '../src/platform/http/open-api.js';

/** docs/openapi.json: what a running engine serves at /openapi.json, made without starting anything. */
export async function openApiDocument(): Promise<string> {
  const settings = new Settings();
  const root = AppModule.with({
    settings,
    databaseUrl: 'postgres://nowhere/none',
    encryptionKey: Buffer.alloc(32),
  });
  // Preview knows the controllers and their types and makes none of them: no database is needed.
  const app = await NestFactory.create<NestFastifyApplication>(root, createAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  return `${JSON.stringify(describeApi(app, settings.publicUrl), null, 2)}\n`;
}
