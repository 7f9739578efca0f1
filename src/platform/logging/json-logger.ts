import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Level, type Logger, pino, stdTimeFunctions } from 'pino';
import { redact } from './redact.js';

/** Nest's own announcements of every module and route: of interest to who debugs them. */
const FRAMEWORK: ReadonlySet<unknown> = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** Nest's logger as one line of JSON an entry. Everything passes through redact() on its way. */
export class JsonLogger implements LoggerService {
  private readonly pino: Logger;

  constructor(level: Level, destination?: DestinationStream) {
    const options = {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
      // redact() has made errors plain already; pino would call them all "Object".
      serializers: { err: (error: unknown) => error },
    };
    this.pino = destination ? pino(options, destination) : pino(options);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write(FRAMEWORK.has(rest.at(-1)) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /**
   * Nest appends the context as the last text. In front of it may stand a stack, or, after an object
   * of fields, the sentence that belongs to them.
   */
  private write(level: Level, message: unknown, rest: unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const given = rest.filter((entry) => entry !== undefined);
    const context = typeof given.at(-1) === 'string' ? given.pop() : undefined;
    const isObject = typeof message === 'object' && message !== null;
    const fields = isObject ? (message instanceof Error ? { err: message } : message) : {};
    const sentence = isObject ? given.shift() : message;
    const line = { context, ...fields, ...(given.length > 0 && { more: given }) };
    this.pino[level](redact(line) as object, sentence === undefined ? undefined : String(redact(sentence)));
  }
}
