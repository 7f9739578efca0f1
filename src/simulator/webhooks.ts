import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { FaultAction, FaultSubject } from './faults.js';
import { alterEcho } from './echo.js';
import type { Delivery, JsonObject, Outgoing } from './state/types.js';
import type { WebhookSender, World } from './world.js';

const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
const KEPT_DELIVERIES = 5_000;

/** Brings one webhook to its receiver and answers the receiver's status; a timeout aborts the signal. */
export type PostWebhook = (url: string, body: string, signal: AbortSignal) => Promise<number>;

/**
 * Sends webhooks the way the platform does: again only when the receiver does not answer in time; any
 * answer is final. The receiver's certificate is not verified.
 */
export class Webhooks implements WebhookSender {
  private deliveries: Delivery[] = [];
  private held: { outgoing: Outgoing; delivery: Delivery }[] = [];
  private number = 0;
  private readonly inFlight = new Set<Promise<unknown>>();
  private readonly stop = new AbortController();
  private readonly agent = new Agent({ connect: { rejectUnauthorized: false }, connections: 32 });

  constructor(private readonly carry: PostWebhook = (...given) => this.overHttp(...given)) {}

  list(): Delivery[] {
    return this.deliveries;
  }

  reset(): void {
    this.deliveries = [];
    this.held = [];
    this.number = 0;
  }

  async close(): Promise<void> {
    this.stop.abort();
    await Promise.allSettled([...this.inFlight]);
    await this.agent.destroy();
  }

  /** Waits until everything on its way has ended, at most so many real milliseconds. */
  async drain(limitMs: number): Promise<void> {
    const timer = new AbortController();
    const limit = sleep(limitMs, undefined, { signal: timer.signal, ref: false }).catch(() => undefined);
    await Promise.race([limit, Promise.allSettled([...this.inFlight])]);
    timer.abort();
  }

  /** Resolves to true when the receiver lets the payer continue (200). */
  send(world: World, outgoing: Outgoing): Promise<boolean> {
    const work = this.sendWithFaults(world, outgoing).catch(() => false);
    this.inFlight.add(work);
    void work.finally(() => this.inFlight.delete(work));
    return work;
  }

  /** Sends what a reorder fault holds back; it would otherwise wait for the next webhook. */
  async release(world: World): Promise<number> {
    const held = this.held.splice(0);
    for (const { outgoing, delivery } of held) await this.deliver(world, outgoing, delivery);
    return held.length;
  }

  private record(world: World, outgoing: Outgoing, faults: string[]): Delivery {
    const { kind, session_id, order_no, url, body } = outgoing;
    const state = typeof body.state === 'string' ? body.state : null;
    const delivery: Delivery = {
      number: ++this.number,
      at: world.clock.iso(),
      kind,
      session_id,
      order_no,
      state,
      url,
      body,
      outcome: 'sending',
      status: null,
      tries: 0,
      faults,
    };
    this.deliveries.push(delivery);
    if (this.deliveries.length > KEPT_DELIVERIES) this.deliveries.shift();
    return delivery;
  }

  private async sendWithFaults(world: World, outgoing: Outgoing): Promise<boolean> {
    const subject: FaultSubject = {
      endpoint: outgoing.kind === 'payment' ? 'webhook' : 'operation_webhook',
      session_id: outgoing.session_id,
      order_no: outgoing.order_no ?? undefined,
      customer_id: outgoing.customer_id ?? undefined,
    };
    const actions = world.faults.strike(subject);
    const given = (type: string): FaultAction | undefined => actions.find((action) => action.type === type);
    const changed = { ...outgoing, body: tampered(outgoing.body, actions) };
    const delivery = this.record(
      world,
      changed,
      actions.map((action) => action.type),
    );
    const delay = Number(given('delay')?.ms ?? 0);
    if (delay > 0) await sleep(delay, undefined, { signal: this.stop.signal });
    if (given('lost')) {
      delivery.outcome = 'lost';
      return false;
    }
    const late = given('late');
    if (late) {
      delivery.outcome = 'later';
      const at = world.clock.now() + Number(late.seconds ?? 60) * 1000;
      world.scheduler.plan(at, 'send_webhook', outgoing.session_id, { outgoing: { ...changed } });
      world.store.commit();
      return false;
    }
    if (given('reorder')) {
      delivery.outcome = 'held';
      this.held.push({ outgoing: changed, delivery });
      return false;
    }
    return this.deliverAll(
      world,
      changed,
      delivery,
      1 + Number(given('duplicate')?.n ?? (given('duplicate') ? 1 : 0)),
    );
  }

  private async deliverAll(
    world: World,
    outgoing: Outgoing,
    first: Delivery,
    copies: number,
  ): Promise<boolean> {
    const continues = await this.deliver(world, outgoing, first);
    for (let i = 1; i < copies; i++) {
      await this.deliver(world, outgoing, this.record(world, outgoing, ['duplicate']));
    }
    await this.release(world);
    return continues;
  }

  private async deliver(world: World, outgoing: Outgoing, delivery: Delivery): Promise<boolean> {
    const { timeout_ms, tries, retry_after_ms, speed } = world.settings.webhook;
    delivery.outcome = 'sending';
    for (let i = 1; i <= Math.max(1, tries); i++) {
      delivery.tries = i;
      const status = await this.post(outgoing, timeout_ms / (speed || 1));
      if (typeof status === 'number') {
        delivery.outcome = 'answered';
        delivery.status = status;
        return status === 200;
      }
      delivery.outcome = status;
      if (status !== 'timeout' || i === tries || this.stop.signal.aborted) return false;
      await sleep(retry_after_ms / (speed || 1), undefined, { signal: this.stop.signal });
    }
    return false;
  }

  private async post(outgoing: Outgoing, timeoutMs: number): Promise<number | 'timeout' | 'unreachable'> {
    const timeout = AbortSignal.timeout(Math.max(1, Math.round(timeoutMs)));
    try {
      const signal = AbortSignal.any([timeout, this.stop.signal]);
      return await this.carry(outgoing.url, JSON.stringify(outgoing.body), signal);
    } catch {
      return timeout.aborted ? 'timeout' : 'unreachable';
    }
  }

  private async overHttp(url: string, body: string, signal: AbortSignal): Promise<number> {
    const answer = await request(url, {
      method: 'POST',
      dispatcher: this.agent,
      signal,
      headers: { 'content-type': 'application/json', 'user-agent': USER_AGENT, accept: '*/*' },
      body,
    });
    await answer.body.dump().catch(() => undefined);
    return answer.statusCode;
  }
}

function tampered(body: JsonObject, actions: FaultAction[]): JsonObject {
  let changed = body;
  for (const action of actions) {
    if (action.type === 'bad_signature') changed = { ...changed, signature: '0'.repeat(64) };
    if (action.type === 'wrong_echo') changed = alterEcho(changed, action.fields);
  }
  return changed;
}
