import { type CallHandler, type LoggerService, type NestInterceptor } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { finalize } from 'rxjs';

import { AppModule } from '../../src/app.module.js';
import { configureApp, createAdapter } from '../../src/configure-app.js';
import { Clock, SystemClock } from '../../src/platform/clock/clock.js';
import { readSettings } from '../../src/platform/config/settings.js';
import { Waits } from '../../src/platform/config/waits.js';
import { OttuSettings } from '../../src/gateway/ottu/ottu-settings.js';
import { PatientWaits } from './patient-waits.js';

export interface AppParts {
  /** Lets a test disturb the time in which durations are measured. */
  clock?: Clock;
  /** Puts a test's own parts in the place of the engine's. */
  override?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
}

export interface EngineApp {
  app: NestFastifyApplication;
  /** Calls of the API that are being worked on, also those whose callers have hung up. */
  underWay: Set<object>;
}

/** The whole engine, listening, without its ticks. */
export async function createEngineApp(
  databaseUrl: string,
  dataDir: string,
  { clock = new SystemClock(), override = (builder) => builder }: AppParts,
  errors: string[],
): Promise<EngineApp> {
  // Role api: the ticks rest, and the test is the clock.
  const settings = readSettings({ ROLE: 'api', LOG_LEVEL: 'error', DATA_DIR: dataDir });
  const waits = new PatientWaits(settings.WAIT_SCALE);
  const builder = Test.createTestingModule({
    imports: [AppModule.with({ settings, databaseUrl, encryptionKey: Buffer.alloc(32, 7) })],
  });
  const module = await override(builder)
    .overrideProvider(Clock)
    .useValue(clock)
    .overrideProvider(Waits)
    .useValue(waits)
    .overrideProvider(OttuSettings)
    .useValue(OttuSettings.scaled(waits, settings.MAX_IN_FLIGHT))
    .setLogger(keeping(errors))
    .compile();
  const app = module.createNestApplication<NestFastifyApplication>(createAdapter());
  const underWay = new Set<object>();
  app.useGlobalInterceptors(watching(underWay));
  await configureApp(app);
  await app.listen(0, '127.0.0.1');
  // Read each time a session is opened, so that webhooks find the port that was only now chosen.
  settings.PUBLIC_URL = await app.getUrl();
  return { app, underWay };
}

function watching(underWay: Set<object>): NestInterceptor {
  return {
    intercept: (_, next: CallHandler) => {
      const call = {};
      underWay.add(call);
      return next.handle().pipe(finalize(() => underWay.delete(call)));
    },
  };
}

/** A logger that is silent and forgets no error. */
export function keeping(errors: string[]): LoggerService {
  const ignore = () => undefined;
  const keep = (...parts: unknown[]) => {
    // The log of requests tells a 503 as an error; the story that asked for it knows.
    if (parts.at(-1) !== 'http') errors.push(parts.map(describe).join(' '));
  };
  return { log: ignore, warn: ignore, debug: ignore, verbose: ignore, error: keep, fatal: keep };
}

function describe(part: unknown): string {
  if (part instanceof Error) return part.stack ?? part.message;
  if (typeof part !== 'object' || part === null) return String(part);
  return Object.entries(part)
    .map(
      ([name, value]) =>
        `${name}: ${value instanceof Error ? (value.stack ?? value.message) : String(value)}`,
    )
    .join(', ');
}
