import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify';
import { Connection, NO_ANSWER, type Answer } from '../connection.js';
import type { FaultAction, FaultEndpoint, FaultSubject } from '../faults.js';
import type { JsonObject } from '../state/types.js';
import type { World } from '../world.js';
import { authenticate, spendBudget, type Caller } from './auth.js';
import { objectBody } from './body.js';
import { ApiError } from './errors.js';

export interface Call {
  caller: Caller;
  body: JsonObject;
  params: Record<string, string>;
  query: Record<string, string>;
  headers: FastifyRequest['headers'];
  /** Faults that steer the gateway rather than the connection. */
  steering: FaultAction[];
}

export type Handler = (call: Call) => Answer | typeof NO_ANSWER | Promise<Answer | typeof NO_ANSWER>;

function subjectOf(
  world: World,
  endpoint: FaultEndpoint,
  call: Omit<Call, 'caller' | 'steering'>,
): FaultSubject {
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const sessionId = text(call.params.session_id) ?? text(call.body.session_id);
  const session = sessionId === undefined ? undefined : world.store.sessions.get(sessionId);
  const agreement = call.body.agreement as JsonObject | undefined;
  return {
    endpoint,
    operation: endpoint === 'operation' ? text(call.body.operation) : undefined,
    session_id: sessionId,
    order_no: text(call.body.order_no) ?? session?.request.order_no,
    customer_id: text(call.body.customer_id) ?? text(call.query.customer_id) ?? session?.request.customer_id,
    agreement_id: text(agreement?.id) ?? text(call.body.agreement_id) ?? session?.request.agreement?.id,
  };
}

const STEERING = new Set(['force_decline', 'force_outcome', 'report_file']);

/** One endpoint of the platform: who calls, the budget, the faults that are on, and then the work itself. */
export function endpoint(
  app: FastifyInstance,
  world: World,
  method: HTTPMethods,
  path: string,
  name: FaultEndpoint,
  handler: Handler,
): void {
  app.route({
    method,
    url: path,
    handler: async (request, reply) => {
      const call = {
        body: method === 'GET' || method === 'DELETE' ? {} : objectBody(request.body),
        params: (request.params ?? {}) as Record<string, string>,
        query: (request.query ?? {}) as Record<string, string>,
        headers: request.headers,
      };
      world.scheduler.runDue();
      const actions = world.faults.strike(subjectOf(world, name, call));
      const connection = new Connection(world, request, reply, actions);
      if (world.settings.latency_ms > 0) await sleep(world.settings.latency_ms);
      if (await connection.before()) return reply;
      await connection.after(await answered(world, handler, call, actions));
      return reply;
    },
  });
}

async function answered(
  world: World,
  handler: Handler,
  call: Omit<Call, 'caller' | 'steering'>,
  actions: FaultAction[],
): Promise<Answer | typeof NO_ANSWER> {
  try {
    const caller = authenticate(world, call.headers.authorization);
    spendBudget(world, caller);
    const steering = actions.filter((action) => STEERING.has(action.type));
    return await handler({ ...call, caller, steering });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { status: error.status, body: error.body, headers: error.headers };
  } finally {
    world.store.commit();
  }
}
