import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { asEnvelope } from './api/errors.js';
import { alterEcho } from './echo.js';
import type { FaultAction } from './faults.js';
import type { JsonObject } from './state/types.js';
import type { World } from './world.js';

/** `NO_ANSWER`: the platform itself keeps silent because the gateway does. */
export const NO_ANSWER = Symbol('no answer');
export interface Answer {
  status: number;
  body: JsonObject | JsonObject[] | null;
  headers?: Record<string, string>;
  text?: string;
  /** Of a file, which need not be a text. */
  bytes?: Buffer;
}
/** Cuts the connection without a word. */
export function drop(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.destroy();
}

/** Keeps the connection open without a word until the caller goes, or so many seconds. */
export function hang(world: World, request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack();
  const socket = request.raw.socket;
  const timer = setTimeout(() => reply.raw.destroy(), world.settings.hang_seconds * 1000);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}

const HOLD_STEP_MS = 10;

function errorAnswer(action: FaultAction, type: string): Answer {
  const status = Number(action.status ?? (type === 'outage' ? 503 : 500));
  const headers: Record<string, string> = {};
  if (action.retry_after_seconds !== undefined)
    headers['retry-after'] = JSON.stringify(action.retry_after_seconds);
  const body = (action.body as JsonObject | undefined) ?? {
    detail: `The service answers ${status} on request.`,
  };
  return { status, body, headers };
}

/** One connection and the faults that strike it: nothing, an error or silence, before or after the effect. */
export class Connection {
  constructor(
    private readonly world: World,
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
    private readonly actions: FaultAction[],
  ) {}

  private given(...types: string[]): FaultAction | undefined {
    return this.actions.find((action) => types.includes(action.type));
  }

  /** The answer of what has happened waits for its time, or until whoever switched that on switches it off. */
  private async holdBack(): Promise<void> {
    const action = this.given('delay_after');
    const until = performance.now() + Number(action?.ms ?? 1000);
    while (action && performance.now() < until && this.world.faults.isOn(action)) await sleep(HOLD_STEP_MS);
  }

  /** True when the call ends here, before it had any effect. */
  async before(): Promise<boolean> {
    for (const action of this.actions) if (action.type === 'delay') await sleep(Number(action.ms ?? 1000));
    const outage = this.given('outage');
    if (this.given('drop_before') || (outage && outage.status === undefined)) {
      drop(this.reply);
    } else if (this.given('hang_before')) {
      hang(this.world, this.request, this.reply);
    } else {
      const error = this.given('error_before') ?? outage;
      if (!error) return false;
      this.send(errorAnswer(error, error.type));
    }
    return true;
  }

  /** Answers after the effect, as well or as badly as the faults want. */
  async after(answer: Answer | typeof NO_ANSWER): Promise<void> {
    await this.holdBack();
    if (answer === NO_ANSWER || this.given('hang_after')) return hang(this.world, this.request, this.reply);
    if (this.given('drop_after')) return drop(this.reply);
    const error = this.given('error_after');
    if (error) return this.send(errorAnswer(error, error.type));
    const echo = this.given('wrong_echo');
    if (echo && answer.body && !Array.isArray(answer.body)) {
      return this.send({ ...answer, body: alterEcho(answer.body, echo.fields) });
    }
    if (this.given('broken_body')) return this.broken(answer);
    if (this.given('truncated_body')) return this.truncated(answer);
    this.send(answer);
  }

  send(answer: Answer): void {
    const { error_envelope } = this.world.settings;
    let { body } = answer;
    if (answer.status >= 400 && error_envelope === 'error' && body && !Array.isArray(body)) {
      body = asEnvelope(answer.status, body);
    }
    void this.reply.code(answer.status).headers(answer.headers ?? {});
    if (answer.bytes !== undefined) void this.reply.send(answer.bytes);
    else if (answer.text !== undefined) void this.reply.send(answer.text);
    else if (body === null) void this.reply.send();
    else void this.reply.send(body);
  }

  private broken(answer: Answer): void {
    const text = answer.bytes?.toString('latin1') ?? answer.text ?? JSON.stringify(answer.body);
    void this.reply
      .code(answer.status)
      .type('application/json')
      .send(text.slice(0, Math.ceil(text.length / 2)));
  }

  private truncated(answer: Answer): void {
    const bytes = answer.bytes ?? Buffer.from(answer.text ?? JSON.stringify(answer.body), 'utf8');
    this.reply.hijack();
    this.reply.raw.writeHead(answer.status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': bytes.length,
    });
    this.reply.raw.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => this.reply.raw.destroy());
  }
}
