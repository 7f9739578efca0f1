import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { autoDebitRoutes } from './api/auto-debit.js';
import { acceptBodies } from './api/body.js';
import { cardsRoutes } from './api/cards-routes.js';
import { checkoutRoutes } from './api/checkout-routes.js';
import { ApiError } from './api/errors.js';
import { inquiryRoutes } from './api/inquiry.js';
import { operationRoutes } from './api/operations.js';
import { paymentMethodsRoutes } from './api/payment-methods.js';
import { reportRoutes } from './api/reports.js';
import { iconRoutes } from './checkout-page/icons.js';
import { checkoutPageRoutes } from './checkout-page/routes.js';
import { indexPage } from './control/index-page.js';
import { controlRoutes } from './control/routes.js';
import { answerWrongMethods } from './api/wrong-method.js';
import type { World } from './world.js';

const BODY_LIMIT_BYTES = 1024 * 1024;

export interface TlsFiles {
  key: Buffer;
  cert: Buffer;
}

function reportErrors(app: FastifyInstance, world: World): void {
  app.setErrorHandler((error: FastifyError | ApiError, _request, reply) => {
    if (error instanceof ApiError) return reply.code(error.status).headers(error.headers).send(error.body);
    const status = error.statusCode ?? 500;
    if (status >= 500) process.stderr.write(`simulator: ${error.stack ?? error.message}\n`);
    return reply
      .code(status)
      .send({ detail: status >= 500 ? 'Internal error of the simulator.' : error.message });
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ detail: 'Not found.' }));
  app.addHook('onSend', (_request, _reply, payload, done) => {
    world.store.commit();
    done(null, payload);
  });
}

export function buildApp(world: World, reset: (given: unknown) => void, tls?: TlsFiles): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    ...(tls ? { https: { key: tls.key, cert: tls.cert } } : {}),
  }) as unknown as FastifyInstance;
  acceptBodies(app);
  reportErrors(app, world);
  app.get('/health', () => ({ status: 'ok', now: world.clock.iso() }));
  app.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(indexPage(world)));
  controlRoutes(app, world, reset);
  checkoutPageRoutes(app, world);
  checkoutRoutes(app, world);
  autoDebitRoutes(app, world);
  cardsRoutes(app, world);
  inquiryRoutes(app, world);
  operationRoutes(app, world);
  paymentMethodsRoutes(app, world);
  reportRoutes(app, world);
  iconRoutes(app);
  answerWrongMethods(app);
  return app;
}
