import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Connection } from '../connection.js';
import { notifyPayment } from '../payments/notify.js';
import { STATE_TABLE } from '../state/states.js';
import type { Session } from '../state/types.js';
import type { World } from '../world.js';
import { checkForm, readForm } from './form.js';
import { PAGE_HEADERS } from './layout.js';
import { payByCard } from './pay.js';
import { notFoundPage, resultPage } from './result-view.js';
import { formPage, viewOf } from './view.js';

interface PageRequest {
  session: Session;
  lang: unknown;
}

function lookUp(world: World, request: FastifyRequest): PageRequest | null {
  world.scheduler.runDue();
  const { session_id } = request.params as { session_id: string };
  const { lang } = request.query as { lang?: unknown };
  const session = world.store.sessions.get(session_id);
  return session && !session.deleted ? { session, lang } : null;
}

function page(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).headers(PAGE_HEADERS).send(text);
}

function notFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { lang } = request.query as { lang?: unknown };
  return page(reply, 404, notFoundPage(lang === 'ar' ? 'ar' : 'en'));
}

function back(session: Session, lang: unknown): string {
  const suffix = lang === 'en' || lang === 'ar' ? `?lang=${lang}` : '';
  return `/checkout/${session.session_id}${suffix}`;
}

/** Tells the shop and learns whether the payer may go on. The payer waits for the first try only. */
async function tell(world: World, session: Session): Promise<void> {
  const { timeout_ms, speed } = world.settings.webhook;
  const patience = sleep(timeout_ms / (speed || 1) + 500, false, { ref: false });
  session.payer_may_continue = await Promise.race([notifyPayment(world, session), patience]);
  world.store.sessions.put(session);
  world.store.commit();
}

async function pay(world: World, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const found = lookUp(world, request);
  if (!found) return notFound(request, reply);
  const { session, lang } = found;
  const { order_no, customer_id, agreement } = session.request;
  const subject = { session_id: session.session_id, order_no, customer_id, agreement_id: agreement?.id };
  const actions = world.faults.strike({ endpoint: 'pay', ...subject });
  const connection = new Connection(world, request, reply, actions);
  if (await connection.before()) return reply;
  if (!STATE_TABLE[session.state].payable) return reply.redirect(back(session, lang), 303);
  const view = viewOf(world, session, lang);
  const form = readForm(request.body, session);
  const { card, errors } = checkForm(world, session, form, view.strings);
  if (errors) return page(reply, 422, formPage(view, form, errors));
  payByCard(world, session, card, actions);
  await tell(world, session);
  await connection.after({ status: 303, headers: { location: back(session, lang) }, body: null, text: '' });
  return reply;
}

async function cancel(world: World, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const found = lookUp(world, request);
  if (!found) return notFound(request, reply);
  const { session, lang } = found;
  if (STATE_TABLE[session.state].payable) {
    session.state = 'canceled';
    session.message = 'Canceled by the payer';
    world.store.sessions.put(session);
    world.store.commit();
    await tell(world, session);
  }
  return reply.redirect(back(session, lang), 303);
}

export function checkoutPageRoutes(app: FastifyInstance, world: World): void {
  app.get('/checkout/:session_id', (request, reply) => {
    const found = lookUp(world, request);
    if (!found) return notFound(request, reply);
    const view = viewOf(world, found.session, found.lang);
    const text = STATE_TABLE[found.session.state].payable ? formPage(view) : resultPage(view);
    return page(reply, 200, text);
  });
  app.post('/checkout/:session_id/pay', (request, reply) => pay(world, request, reply));
  app.post('/checkout/:session_id/cancel', (request, reply) => cancel(world, request, reply));
}
