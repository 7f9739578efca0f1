import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { answerBrokenHttp } from './refuse-early.js';
import { UPLOADS } from './uploads.js';

/** How long a request may take to arrive, from its first byte to its last. */
export const REQUEST_MS = 30_000;
/** A file of the largest size over a slow line. */
export const UPLOAD_MS = 900_000;

/**
 * Node knows one limit for all requests, which is that of files; every other request is ended here. A sender who gives a
 * byte a minute would hold a connection for as long as he likes.
 */
export function limitRequestTimes(fastify: FastifyInstance, mostMs = REQUEST_MS): void {
  fastify.addHook('onRequest', ({ raw, routeOptions }, _reply, done) => {
    // A request that was injected has no connection, and has arrived.
    if (raw.socket instanceof Socket && !raw.complete && routeOptions.url !== UPLOADS) {
      const timer = setTimeout(() => {
        if (raw.complete) return;
        answerBrokenHttp(new Error('The request did not arrive in time'), raw.socket);
        raw.socket.destroySoon();
      }, mostMs).unref();
      raw.once('close', () => clearTimeout(timer));
    }
    done();
  });
}
