import type { FastifyReply } from 'fastify';
import { type Followed, renderNotice } from './notice-page.js';
import type { Notice } from './texts.js';

const STATUS: Partial<Record<Notice, number>> = { unavailable: 503, unknown: 404, too_many: 429 };

/** Leads on, or shows our page. Never kept by anybody on the way, and its address told to nobody. */
export function sendPage(reply: FastifyReply, followed: Followed): string {
  void reply.headers({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex',
  });
  if ('redirectTo' in followed) {
    void reply.status(303).header('location', followed.redirectTo);
    return '';
  }
  const status = STATUS[followed.notice] ?? 200;
  if (status === 503 || status === 429) void reply.header('retry-after', '60');
  void reply.status(status).type('text/html; charset=utf-8');
  return renderNotice(followed);
}
