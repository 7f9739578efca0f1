import type { FastifyInstance, HTTPMethods } from 'fastify';

const METHODS: HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const PATHS = [
  '/b/checkout/v1/pymt-txn',
  '/b/checkout/v1/pymt-txn/:session_id',
  '/b/pbl/v2/payment/auto-debit',
  '/b/pbl/v2/auto-debit',
  '/b/pbl/v2/inquiry',
  '/b/pbl/v2/operation',
  '/b/pbl/v2/card',
  '/b/pbl/v2/card/:token',
  '/b/pbl/v2/payment-methods',
  '/b/api/v1/reports/files',
  '/b/api/v1/reports/files/:token/download',
];

/** A known path with a method it does not have is 405, not 404. Registered after everything else. */
export function answerWrongMethods(app: FastifyInstance): void {
  for (const url of PATHS) {
    for (const method of METHODS) {
      if (app.hasRoute({ url, method })) continue;
      app.route({
        url,
        method,
        handler: (_request, reply) => reply.code(405).send({ detail: `Method "${method}" not allowed.` }),
      });
    }
  }
}
