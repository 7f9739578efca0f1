import type { FastifyInstance } from 'fastify';

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 32" role="img" aria-label="card"><rect width="48" height="32" rx="4" fill="#0b6e4f"/><rect y="7" width="48" height="6" fill="#063f2d"/><rect x="5" y="20" width="14" height="4" rx="2" fill="#cfe8dd"/></svg>`;

/** The icons that answers point at; every gateway has the same one. */
export function iconRoutes(app: FastifyInstance): void {
  app.get('/static/:name', (request, reply) => {
    const { name } = request.params as { name: string };
    if (!/^[\w-]+\.(svg|webp)$/.test(name)) return reply.callNotFound();
    return reply.type('image/svg+xml').send(ICON);
  });
}
