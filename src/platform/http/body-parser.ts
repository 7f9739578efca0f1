import type { IncomingHttpHeaders } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppError } from './app-error.js';
import { BODY_LIMIT, parseJsonBody } from './request-body.js';

interface RoutedRequest {
  headers: IncomingHttpHeaders;
  routeOptions: { url?: string };
}

const JSON_TYPE = /^application\/([a-z0-9.-]+\+)?json\s*(;|$)/i;

/**
 * One parser for every content type. A hook gets the bytes as they came, because a signature or a
 * stored original is worth nothing after parsing; all else must be a JSON object.
 */
export function useBodyParser(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  app.useBodyParser('*', { bodyLimit: BODY_LIMIT }, (request, raw, done) => {
    if (isHook(request)) return done(null, raw);
    try {
      done(null, parseBody(request, raw));
    } catch (error) {
      done(error as Error);
    }
  });
  // A request without a body never reaches a parser.
  fastify.addHook('preValidation', (request, _reply, done) => {
    if (isHook(request) && request.body === undefined) request.body = Buffer.alloc(0);
    done();
  });
}

/** By the route, not by the address: %68ooks is hooks as well. */
function isHook(request: RoutedRequest): boolean {
  return request.routeOptions.url?.startsWith('/hooks/') === true;
}

function parseBody(request: RoutedRequest, raw: Buffer): object | undefined {
  if (raw.length > 0 && !JSON_TYPE.test(request.headers['content-type'] ?? '')) {
    throw new AppError('unsupported_media_type', 'Send Content-Type: application/json');
  }
  return parseJsonBody(raw);
}
