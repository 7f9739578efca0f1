import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { AppError, PROBLEMS } from './app-error.js';
import { sendProblem } from './problem.filter.js';

/** Refuses on the first line of a request what no handler should have to think of. */
export function refuseEarly(fastify: FastifyInstance): void {
  const routes: { path: RegExp; method: string }[] = [];
  fastify.addHook('onRoute', ({ url, method }) => {
    const path = new RegExp(`^${url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:[^/]+/g, '[^/]+')}$`);
    for (const name of [method].flat()) routes.push({ path, method: name });
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    // PostgreSQL cannot compare with it; every id and filter comes from here.
    if (/%00/.test(request.url))
      return done(new AppError('invalid_request', 'The address must not contain %00'));
    if (!request.is404) return done();
    const path = request.url.split('?')[0]!;
    const allowed = routes.filter((route) => route.path.test(path)).map((route) => route.method);
    if (allowed.length === 0) return done(new AppError('not_found', 'There is nothing at this address'));
    const allow = [...new Set(allowed)].join(', ');
    done(new AppError('method_not_allowed', `Allowed here: ${allow}`, [], { Allow: allow }));
  });
}

/** Addresses that the router itself cannot read. */
export function sendRouterProblem(
  error: { statusCode?: number },
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const problem =
    error.statusCode === 400
      ? new AppError('invalid_request', 'The address is not a valid one')
      : new AppError('not_found', 'There is nothing at this address');
  sendProblem(reply, problem, request);
}

/** What is not even HTTP; there is no request to answer, only a connection. */
export function answerBrokenHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const { status, title } = PROBLEMS.invalid_request;
  const body = JSON.stringify({
    type: '/docs/errors#invalid_request',
    title,
    status,
    code: 'invalid_request',
    detail: 'This is not HTTP',
    errors: [],
    request_id: '',
  });
  socket.end(
    `HTTP/1.1 ${status} Bad Request\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
