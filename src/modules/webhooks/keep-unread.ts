import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Clock } from '../../platform/clock/clock.js';
import { AppError } from '../../platform/http/app-error.js';
import { IntakeBounds } from './intake-bounds.js';
import { HELD_FOR_MS } from './patience.js';

const HOOKS = /^\/hooks\/ottu\//;
/** Of one that does not say how long it is. */
const USUAL_BYTES = 64 * 1024;

/**
 * While as much waits to be stored as may be held, a message is not even read: its bytes stay with the system, and its
 * sender hears nothing for as long as makes Ottu send it again. Where too many wait like that, 503 at once: that is final
 * to Ottu, and its payments are found by asking. Before bodies are read, so before everything that handles them.
 */
export function keepUnread(app: NestFastifyApplication): void {
  const [bounds, clock] = [app.get(IntakeBounds), app.get(Clock)];
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      if (!HOOKS.test(request.routeOptions.url ?? '')) return done();
      if (!bounds.isFull) {
        const told = Number(request.headers['content-length']);
        reply.raw.once('close', bounds.hold(Number.isSafeInteger(told) ? told : USUAL_BYTES));
        return done();
      }
      const letGo = bounds.waitUnread();
      if (letGo === null) return done(unavailable());
      const stop = clock.startTimer(HELD_FOR_MS, () => {
        letGo();
        done(unavailable());
      });
      request.raw.once('close', () => {
        letGo();
        stop();
      });
    });
}

function unavailable(): AppError {
  return new AppError('not_ready', 'Messages cannot be stored at the moment', [], {
    Connection: 'close',
  });
}
