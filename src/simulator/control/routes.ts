import type { FastifyInstance, FastifyReply } from 'fastify';
import { objectBody } from '../api/body.js';
import { detail, fieldErrors } from '../api/errors.js';
import { TEST_CARDS } from '../card-table.js';
import { mergeSettings } from '../state/settings-check.js';
import type { Session } from '../state/types.js';
import type { World } from '../world.js';
import { moveClock } from './move-clock.js';
import { readFault } from './fault-input.js';
import { truth, type TruthFilter } from './truth.js';

const PAGE_LIMIT = 500;

function sessionRow(world: World, session: Session) {
  const { request, state, session_id, unanswered, attempts, reference_number, token, pg_code } = session;
  return {
    session_id,
    order_no: request.order_no ?? null,
    customer_id: request.customer_id ?? null,
    agreement_id: request.agreement?.id ?? null,
    payment_type: request.payment_type,
    amount: request.amount,
    currency_code: request.currency_code,
    state,
    attempts,
    reference_number,
    token,
    pg_code,
    created_at: world.clock.iso(session.created_at),
    expires_at: world.clock.iso(session.expires_at),
    children: session.children,
    /** How an unanswered attempt really ends: known to the gateway only. */
    unanswered,
  };
}

type Query = Record<string, string | undefined>;

function listSessions(world: World, query: Query) {
  const { state, order_no, customer_id, session_id } = query;
  const limit = Math.min(Number(query.limit ?? 100) || 100, PAGE_LIMIT);
  const matching = [...world.store.sessions.all()].filter(
    (session) =>
      (state === undefined || session.state === state) &&
      (order_no === undefined || session.request.order_no === order_no) &&
      (customer_id === undefined || session.request.customer_id === customer_id) &&
      (session_id === undefined || session.session_id === session_id),
  );
  return {
    now: world.clock.iso(),
    seed: world.random.seed,
    total: matching.length,
    sessions: matching.slice(-limit).map((session) => sessionRow(world, session)),
    cards: [...world.store.cards.all()].filter(
      (card) => !card.deleted && (customer_id === undefined || card.customer_id === customer_id),
    ),
    agreements: [...world.store.agreements.all()].filter(
      (agreement) => customer_id === undefined || agreement.customer_id === customer_id,
    ),
    planned: [...world.store.jobs.all()]
      .sort((a, b) => a.at - b.at)
      .slice(0, limit)
      .map((job) => ({ type: job.type, session_id: job.session_id, at: world.clock.iso(job.at) })),
  };
}

function putSettings(world: World, given: unknown) {
  const { settings, errors } = mergeSettings(world.settings, objectBody(given));
  if (Object.keys(errors).length > 0) throw fieldErrors(errors);
  world.settings = settings;
  world.store.meta.put({ key: 'settings', value: settings });
  return settings;
}

function listWebhooks(world: World, query: Query) {
  const { session_id, order_no, kind } = query;
  const deliveries = world.webhooks
    .list()
    .filter(
      (one) =>
        (session_id === undefined || one.session_id === session_id) &&
        (order_no === undefined || one.order_no === order_no) &&
        (kind === undefined || one.kind === kind),
    );
  return {
    total: deliveries.length,
    deliveries: deliveries.slice(-Math.min(Number(query.limit) || 200, 5_000)),
  };
}

function faultRoutes(app: FastifyInstance, world: World): void {
  app.get('/control/faults', () => ({ faults: world.faults.list() }));
  app.post('/control/faults', (request, reply) =>
    reply.code(201).send(world.faults.add(readFault(world.faults, request.body))),
  );
  app.delete('/control/faults', (_request, reply) => {
    world.faults.clear();
    return empty(reply);
  });
  app.get('/control/faults/:id', (request) => {
    const fault = world.faults.get((request.params as { id: string }).id);
    if (!fault) throw detail(404, 'Not found.');
    return fault;
  });
  app.delete('/control/faults/:id', (request, reply) => {
    if (!world.faults.remove((request.params as { id: string }).id)) throw detail(404, 'Not found.');
    return empty(reply);
  });
}

function empty(reply: FastifyReply): FastifyReply {
  return reply.code(204).send();
}

function cardTable() {
  return {
    cards: TEST_CARDS.map(({ id, number, brand, title, title_ar, variant, onPage, onCharge }) => ({
      id,
      number,
      brand,
      title,
      title_ar,
      variant: variant ?? null,
      first_try_on_page: onPage(1, 3),
      first_charge_of_saved_card: onCharge(1, 3),
    })),
  };
}

/** The simulator's own controls: no authentication, since it listens on loopback only. */
export function controlRoutes(app: FastifyInstance, world: World, reset: (given: unknown) => void): void {
  app.get('/control/merchant', () => world.settings);
  app.put('/control/merchant', (request) => putSettings(world, request.body));
  app.patch('/control/merchant', (request) => putSettings(world, request.body));
  app.get('/control/clock', () => ({ now: world.clock.iso(), frozen: world.clock.frozen, ran: 0 }));
  app.post('/control/clock', (request) => moveClock(world, request.body));
  app.get('/control/cards', cardTable);
  app.delete('/control/saved-cards/:token', (request, reply) => {
    const card = world.store.cards.get((request.params as { token: string }).token);
    if (!card) return reply.status(404).send({ detail: 'Not found.' });
    card.deleted = true;
    world.store.cards.put(card);
    return empty(reply);
  });
  app.get('/control/state', (request) => listSessions(world, request.query as Query));
  app.get('/control/webhooks', (request) => listWebhooks(world, request.query as Query));
  app.post('/control/webhooks/release', async () => ({ released: await world.webhooks.release(world) }));
  app.delete('/control/webhooks', (_request, reply) => {
    world.webhooks.reset();
    return empty(reply);
  });
  app.post('/control/reset', (request) => {
    reset(request.body);
    return { now: world.clock.iso(), seed: world.random.seed };
  });
  app.get('/truth', (request) => truth(world, request.query as TruthFilter));
  faultRoutes(app, world);
}
