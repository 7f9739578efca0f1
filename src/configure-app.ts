import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { keepUnread } from './modules/webhooks/index.js';
import { Settings } from './platform/config/settings.js';
import { useBodyParser } from './platform/http/body-parser.js';
import { CardNumberInterceptor } from './platform/http/card-number.interceptor.js';
import { serveDocs } from './platform/http/docs-pages.js';
import { ProblemFilter } from './platform/http/problem.filter.js';
import { answerBrokenHttp, refuseEarly, sendRouterProblem } from './platform/http/refuse-early.js';
import { BODY_LIMIT } from './platform/http/request-body.js';
import { limitRequestTimes, REQUEST_MS, UPLOAD_MS } from './platform/http/request-times.js';
import { useUploads } from './platform/http/uploads.js';
import { validationPipe } from './platform/http/validation.js';
import { newUuid } from './platform/ids/type-id.js';
import { logRequests } from './platform/logging/index.js';

/** No proxy is trusted: we decide nothing by the caller's address, so nobody can gain by faking it. */
export function createAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    genReqId: newUuid,
    requestIdHeader: false,
    logger: false,
    trustProxy: false,
    // Of headers alone, and of the slowest request of all; limitRequestTimes ends the others.
    http: { headersTimeout: REQUEST_MS },
    requestTimeout: UPLOAD_MS,
    forceCloseConnections: 'idle',
    frameworkErrors: sendRouterProblem,
    clientErrorHandler: answerBrokenHttp,
  });
}

/** All that stands around the controllers; main.ts and the tests call it before they listen. */
export async function configureApp(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('Request-Id', request.id);
    done();
  });
  logRequests(fastify);
  refuseEarly(fastify);
  limitRequestTimes(fastify);
  keepUnread(app);
  useBodyParser(app);
  useUploads(app);
  app.useSecurityHeaders({
    // TLS ends in front of us; whoever ends it decides on HSTS, and plain HTTP on a laptop must go on working.
    strictTransportSecurity: false,
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
    xFrameOptions: { action: 'deny' },
  });
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalInterceptors(new CardNumberInterceptor());
  serveDocs(app, app.get(Settings).publicUrl);
}
