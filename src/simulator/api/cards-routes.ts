import type { FastifyInstance } from 'fastify';
import { cardView } from '../payload.js';
import { agreementEnded } from '../payments/agreements.js';
import type { SavedCard } from '../state/types.js';
import type { World } from '../world.js';
import { BodyCheck } from './check.js';
import type { Answer } from '../connection.js';
import { endpoint, type Call } from './endpoint.js';
import { detail, fieldErrors } from './errors.js';

const TYPES = ['sandbox', 'production'] as const;

function listCards(world: World, call: Call): Answer {
  const check = new BodyCheck(call.body);
  const type = check.choice('type', TYPES, true);
  const customerId = check.text('customer_id', { max: 64, required: true });
  const agreementId = check.text('agreement_id');
  if (check.failed) throw fieldErrors(check.errors);
  if ((type === 'sandbox') !== world.settings.is_sandbox) return { status: 200, body: [] };
  const pgCodes = call.body.pg_codes;
  const wanted = (card: SavedCard): boolean => {
    if (Array.isArray(pgCodes) && pgCodes.length > 0 && !pgCodes.includes(card.pg_code)) return false;
    return agreementId === undefined || world.store.agreements.get(agreementId)?.token === card.token;
  };
  const cards = world.store.cardsOfCustomer(customerId ?? '').filter(wanted);
  return { status: 200, body: cards.map((card) => cardView(world, card)) };
}

function deleteCard(world: World, call: Call): Answer {
  const check = new BodyCheck(call.query);
  const customerId = check.text('customer_id', { required: true });
  check.choice('type', TYPES, true);
  if (check.failed) throw fieldErrors(check.errors);
  const card = world.store.cards.get(call.params.token ?? '');
  if (!card || card.deleted || card.customer_id !== customerId) throw detail(404, 'Not found.');
  const agreements = world.store.agreementsOfToken(card.token);
  if (agreements.some((agreement) => agreementEnded(world, agreement) === null)) {
    throw detail(400, 'This card is locked to an agreement and cannot be deleted.');
  }
  card.deleted = true;
  world.store.cards.put(card);
  return { status: 204, body: null };
}

export function cardsRoutes(app: FastifyInstance, world: World): void {
  endpoint(app, world, 'POST', '/b/pbl/v2/card', 'cards', (call) => listCards(world, call));
  endpoint(app, world, 'DELETE', '/b/pbl/v2/card/:token', 'card_delete', (call) => deleteCard(world, call));
}
