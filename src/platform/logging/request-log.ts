import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { AuthenticatedRequest } from '../http/principal.js';

/**
 * One line a request. The route's pattern stands in for the address, so that neither a hook's secret
 * nor an e-mail address in a query gets into the log; bodies never do.
 */
export function logRequests(fastify: FastifyInstance): void {
  const logger = new Logger('http');
  fastify.addHook('onResponse', (request, reply, done) => {
    const line = {
      request_id: request.id,
      method: request.method,
      route: request.is404 ? 'unknown' : request.routeOptions.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      merchant_id: (request as AuthenticatedRequest).principal?.merchantId,
    };
    if (reply.statusCode >= 500) logger.error(line, 'request');
    else if (line.route?.startsWith('/health/')) logger.debug(line, 'request');
    else logger.log(line, 'request');
    done();
  });
}
