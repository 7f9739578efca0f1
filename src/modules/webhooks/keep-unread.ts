import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '../../platform/clock/clock.js';
import { AppError } from '../../platform/http/app-error.js';
import { bytesToSetAside, type Held, IntakeBounds } from './intake-bounds.js';
import { HELD_FOR_MS } from './patience.js';

const HOOKS = /^\/hooks\/ottu\//;

/**
 * While as much waits to be stored as may be held, a message is not even read: its bytes stay with the system, and its
 * sender hears nothing until there is room again, or for as long as makes Ottu send it again. Where too many wait like
 * that, 503 at once: that is final to Ottu, and its payments are found by asking. Before bodies are read, so before
 * everything that handles them, and before anybody knows who sent them.
 */
export function keepUnread(app: NestFastifyApplication): void {
  const [bounds, clock] = [app.get(IntakeBounds), app.get(Clock)];
  const messages = new WeakMap<FastifyRequest, Held>();
  const take = (request: FastifyRequest, reply: FastifyReply) => {
    const held = bounds.hold(bytesToSetAside(request.headers['content-length']));
    messages.set(request, held);
    reply.raw.once('close', held.letGo);
  };
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      if (!HOOKS.test(request.routeOptions.url ?? '')) return done();
      if (!bounds.isFull) {
        take(request, reply);
        return done();
      }
      const letGo = bounds.waitUnread(() => {
        stop();
        take(request, reply);
        done();
      });
      if (letGo === null) return done(unavailable());
      const stop = clock.startTimer(HELD_FOR_MS, () => {
        letGo();
        done(unavailable());
      });
      request.raw.once('close', () => {
        letGo();
        stop();
      });
    })
    // Whoever reads the body begins in the same turn, so that no byte is lost by this.
    .addHook('preParsing', (request, _reply, payload, done) => {
      const held = messages.get(request);
      if (held) payload.on('data', (chunk: Buffer) => held.arrived(chunk.length));
      done(null, payload);
    });
}

function unavailable(): AppError {
  return new AppError('not_ready', 'Messages cannot be stored at the moment', [], {
    Connection: 'close',
  });
}
