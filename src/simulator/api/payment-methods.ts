import type { FastifyInstance } from 'fastify';
import type { Answer } from '../connection.js';
import type { Gateway } from '../state/settings.js';
import type { JsonObject } from '../state/types.js';
import { cardView } from '../payload.js';
import { operationsOf, type World } from '../world.js';
import { BodyCheck } from './check.js';
import { endpoint, type Call } from './endpoint.js';
import { fieldErrors } from './errors.js';

const PLUGINS = ['e_commerce', 'payment_request'] as const;

function methodView(world: World, gateway: Gateway): JsonObject {
  return {
    code: gateway.code,
    name: gateway.label,
    pg: gateway.name,
    is_sandbox: world.settings.is_sandbox,
    logo: `${world.publicUrl}/static/${gateway.name}.svg`,
    wallets: [],
    payment_services: [],
    default_currency: gateway.currencies[0] ?? 'KWD',
    accepted_currencies: gateway.currencies,
    operation: gateway.operation,
    operations: operationsOf(gateway),
    is_tokenizable: gateway.tokenizable,
    auto_debit_enabled: gateway.auto_debit,
    tags: [],
  };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null || value === '' ? [] : [value];
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true' || value === 'True';
}

function listMethods(world: World, call: Call): Answer {
  const { body } = call;
  const check = new BodyCheck(body);
  check.choice('plugin', PLUGINS, true);
  const operation = check.choice('operation', ['purchase', 'authorize'] as const);
  const type = check.choice('type', ['sandbox', 'production'] as const);
  const customerId = check.text('customer_id', { max: 64 });
  if (check.failed) throw fieldErrors(check.errors);
  const [currencies, names] = [listOf(body.currencies), listOf(body.pg_names)];
  const otherEnvironment = type !== undefined && (type === 'sandbox') !== world.settings.is_sandbox;
  const gateways = world.settings.gateways.filter(
    (gateway) =>
      !otherEnvironment &&
      (call.caller.pgCodes === null || call.caller.pgCodes.includes(gateway.code)) &&
      (operation === undefined || gateway.operation === operation) &&
      (currencies.length === 0 || gateway.currencies.some((currency) => currencies.includes(currency))) &&
      (names.length === 0 || names.includes(gateway.name)) &&
      (!isTrue(body.tokenizable) || gateway.tokenizable) &&
      (!isTrue(body.auto_debit) || gateway.auto_debit),
  );
  const cards = customerId === undefined ? [] : world.store.cardsOfCustomer(customerId);
  return {
    status: 200,
    body: {
      customer_payment_methods: cards.map((card) => cardView(world, card)),
      payment_methods: gateways.map((gateway) => methodView(world, gateway)),
    },
  };
}

export function paymentMethodsRoutes(app: FastifyInstance, world: World): void {
  endpoint(app, world, 'POST', '/b/pbl/v2/payment-methods', 'payment_methods', (call) =>
    listMethods(world, call),
  );
}
