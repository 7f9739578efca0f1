import 'reflect-metadata';
import { plainToInstance, Transform } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  validateSync,
} from 'class-validator';
import { resolve } from 'node:path';

const number = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value,
);
const fraction = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value,
);
const HTTP_URL = { protocols: ['http', 'https'], require_tld: false, require_protocol: true };

export type Role = 'all' | 'api' | 'worker';

/** Every setting of the engine. `.env.example` documents each; a test keeps the two together. */
export class Settings {
  @number
  @IsInt({ message: 'PORT must be a whole number from 1 to 65535' })
  @Min(1, { message: 'PORT must be a whole number from 1 to 65535' })
  @Max(65535, { message: 'PORT must be a whole number from 1 to 65535' })
  PORT = 3000;

  @IsString()
  HOST = '127.0.0.1';

  @number
  @IsInt({ message: 'SIMULATOR_PORT must be a whole number from 1 to 65535' })
  @Min(1, { message: 'SIMULATOR_PORT must be a whole number from 1 to 65535' })
  @Max(65535, { message: 'SIMULATOR_PORT must be a whole number from 1 to 65535' })
  SIMULATOR_PORT = 4010;

  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//, {
    message: 'DATABASE_URL must look like postgres://user:password@host:5432/database',
  })
  DATABASE_URL?: string;

  @IsOptional()
  @IsUrl(HTTP_URL, { message: 'OTTU_BASE_URL must look like https://merchant.ottu.net' })
  OTTU_BASE_URL?: string;

  @IsOptional()
  @Matches(/^[a-z0-9-]+(\.[a-z0-9-]+)+(,[a-z0-9-]+(\.[a-z0-9-]+)+)*$/i, {
    message: 'OTTU_HOSTS must be host names with commas between, such as pay.example.com',
  })
  OTTU_HOSTS?: string;

  @IsOptional()
  @IsUrl(HTTP_URL, {
    message: 'PUBLIC_URL must be the http(s) address under which Ottu reaches this engine',
  })
  PUBLIC_URL?: string;

  @IsString()
  DATA_DIR = '.data';

  @IsIn(['all', 'api', 'worker'], { message: 'ROLE must be one of: all, api, worker' })
  ROLE: Role = 'all';

  @IsOptional()
  @Matches(/^[0-9a-f]{64}$/i, { message: 'ENCRYPTION_KEY must be 64 hexadecimal digits (32 bytes)' })
  ENCRYPTION_KEY?: string;

  @IsIn(['fatal', 'error', 'warn', 'info', 'debug'], {
    message: 'LOG_LEVEL must be one of: fatal, error, warn, info, debug',
  })
  LOG_LEVEL: 'fatal' | 'error' | 'warn' | 'info' | 'debug' = 'info';

  @number
  @IsInt({ message: 'TICK_MS must be a whole number from 50 to 60000' })
  @Min(50, { message: 'TICK_MS must be a whole number from 50 to 60000' })
  @Max(60000, { message: 'TICK_MS must be a whole number from 50 to 60000' })
  TICK_MS = 1000;

  @number
  @IsInt({ message: 'MAX_IN_FLIGHT must be a whole number from 1 to 2000' })
  @Min(1, { message: 'MAX_IN_FLIGHT must be a whole number from 1 to 2000' })
  @Max(2000, { message: 'MAX_IN_FLIGHT must be a whole number from 1 to 2000' })
  MAX_IN_FLIGHT = 64;

  @fraction
  @IsNumber({ allowNaN: false }, { message: 'WAIT_SCALE must be a number from 0.001 to 1' })
  @Min(0.001, { message: 'WAIT_SCALE must be a number from 0.001 to 1' })
  @Max(1, { message: 'WAIT_SCALE must be a number from 0.001 to 1' })
  WAIT_SCALE = 1;

  @number
  @IsInt({ message: 'REPORT_MAX_MB must be a whole number from 1 to 100000' })
  @Min(1, { message: 'REPORT_MAX_MB must be a whole number from 1 to 100000' })
  @Max(100_000, { message: 'REPORT_MAX_MB must be a whole number from 1 to 100000' })
  REPORT_MAX_MB = 1024;

  @number
  @IsInt({ message: 'CASE_REMINDER_HOURS must be a whole number from 1 to 720' })
  @Min(1, { message: 'CASE_REMINDER_HOURS must be a whole number from 1 to 720' })
  @Max(720, { message: 'CASE_REMINDER_HOURS must be a whole number from 1 to 720' })
  CASE_REMINDER_HOURS = 24;

  @IsOptional()
  @Matches(/^[a-z-]+(:\d+)?$/, {
    message: 'CRASH_AT must be the name of a crash point, with an optional :count, such as after-sent:1',
  })
  CRASH_AT?: string;

  get publicUrl(): string {
    return (this.PUBLIC_URL ?? `http://127.0.0.1:${this.PORT}`).replace(/\/$/, '');
  }

  /** Hosts beside those of Ottu that may hold a live merchant's account. */
  get ottuHosts(): string[] {
    return this.OTTU_HOSTS?.toLowerCase().split(',') ?? [];
  }

  get dataDir(): string {
    return resolve(this.DATA_DIR);
  }

  get runsApi(): boolean {
    return this.ROLE !== 'worker';
  }

  get runsWorker(): boolean {
    return this.ROLE !== 'api';
  }
}

export const SETTING_NAMES = [
  'PORT',
  'HOST',
  'SIMULATOR_PORT',
  'DATABASE_URL',
  'OTTU_BASE_URL',
  'OTTU_HOSTS',
  'PUBLIC_URL',
  'DATA_DIR',
  'ROLE',
  'ENCRYPTION_KEY',
  'LOG_LEVEL',
  'TICK_MS',
  'MAX_IN_FLIGHT',
  'WAIT_SCALE',
  'REPORT_MAX_MB',
  'CASE_REMINDER_HOURS',
  'CRASH_AT',
] as const;

export class SettingsError extends Error {
  constructor(readonly problems: string[]) {
    super(`These settings are wrong:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
  }
}

/**
 * Reads all settings and reports all that is wrong at once: a start that fails five times for
 * five settings costs an operator an evening.
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const given = Object.fromEntries(
    SETTING_NAMES.filter((name) => environment[name] !== undefined && environment[name] !== '').map(
      (name) => [name, environment[name]],
    ),
  );
  const settings = plainToInstance(Settings, given, { exposeDefaultValues: true });
  const problems = validateSync(settings).map((error) => Object.values(error.constraints ?? {})[0]!);
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}
