import { Dispatcher } from 'undici';
import { OttuConnections } from '../../src/gateway/ottu/ottu-connections.js';
import { OttuSettings } from '../../src/gateway/ottu/ottu-settings.js';
import type { Chance } from '../support/chance.js';
import { Actor, actAs, currentScope } from './actor.js';
import type { Platform } from './platform.js';
import type { Scheduler } from './scheduler.js';
import type { Troubles } from './troubles.js';
import { faultOf, type WireAnswer } from './wire-faults.js';

type Options = Dispatcher.DispatchOptions;
type Handler = Dispatcher.DispatchHandler;

const QUICK_MS = [1, 40] as const;
/** Longer than any patience and any lease: a call that was given up may still arrive and do its work. */
const SLOW_MS = [1_000, 600_000] as const;

/** One call as the engine's HTTP client sees it. */
class Flight implements Dispatcher.DispatchController {
  isAborted = false;

  private readonly task = currentScope().task;
  readonly caller = currentScope().actor;

  constructor(
    readonly options: Options,
    readonly handler: Handler,
    readonly label: string,
  ) {}

  get aborted(): boolean {
    return this.isAborted;
  }

  get paused(): boolean {
    return false;
  }

  get reason(): null {
    return null;
  }

  get rawHeaders(): null {
    return null;
  }

  get rawTrailers(): null {
    return null;
  }

  abort(error: Error): void {
    if (this.isAborted) return;
    this.isAborted = true;
    this.handler.onResponseError?.(this, error);
  }

  /** The client is told in the process that called. */
  asCaller(tell: () => void): () => void {
    return () => actAs(this.caller, this.task, tell);
  }

  pause(): void {}

  resume(): void {}
}

/**
 * The way between the engine and the platforms, in one process and in virtual time, below the engine's own
 * HTTP client. A call is three steps: it leaves the caller's machine, arrives (and does its work, also when
 * the caller is dead by then), and its answer comes back.
 */
export class Network {
  private readonly actor = new Actor('network', false);

  constructor(
    private readonly scheduler: Scheduler,
    private readonly troubles: Troubles,
    private readonly chance: Chance,
    private readonly platforms: ReadonlyMap<string, Platform>,
  ) {}

  connections(): OttuConnections {
    return new SimulatedConnections((origin, options, handler) => this.send(origin, options, handler));
  }

  private send(origin: string, options: Options, handler: Handler): void {
    const platform = this.platforms.get(origin)!;
    const label = `${options.method} ${platform.name}${options.path}`;
    const flight = new Flight(options, handler, label);
    this.scheduler.planFated(
      this.scheduler.now,
      flight.caller,
      `sends ${label}`,
      flight.asCaller(() => this.leave(platform, flight)),
    );
  }

  private leave(platform: Platform, flight: Flight): void {
    if (faultOf('at start', flight.options.path, this.troubles, this.chance)?.kind === 'unsent') {
      flight.handler.onResponseError?.(
        flight,
        Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
      );
      return;
    }
    flight.handler.onRequestStart?.(flight, {});
    if (flight.isAborted) return;
    const at = this.scheduler.now + this.latency();
    this.scheduler.plan(at, this.actor, `brings ${flight.label}`, () => this.arrive(platform, flight));
  }

  private async arrive(platform: Platform, flight: Flight): Promise<void> {
    const { path } = flight.options;
    const early = faultOf('before', path, this.troubles, this.chance);
    if (early?.kind === 'dropped') return this.cut(flight);
    if (early?.kind === 'silent') return;
    const answer =
      early?.kind === 'answered'
        ? early.change(nothing())
        : await platform.handle(flight.options, this.scheduler.now);
    // The gateway behind the platform keeps silent.
    if (answer === null) return;
    if (early !== null) return this.comeBack(flight, answer);
    const late = faultOf('after', path, this.troubles, this.chance);
    if (late?.kind === 'dropped') return this.cut(flight);
    if (late?.kind === 'silent') return;
    this.comeBack(flight, late?.kind === 'answered' ? late.change(answer) : answer);
  }

  private comeBack(flight: Flight, { status, headers, body }: WireAnswer): void {
    const at = this.scheduler.now + this.latency();
    const hear = flight.asCaller(() => {
      if (flight.isAborted) return;
      flight.handler.onResponseStart?.(flight, status, headers);
      flight.handler.onResponseData?.(flight, body);
      if (!flight.isAborted) flight.handler.onResponseEnd?.(flight, {});
    });
    this.scheduler.planFated(at, flight.caller, `hears ${status} for ${flight.label}`, hear);
  }

  private cut(flight: Flight): void {
    const at = this.scheduler.now + this.latency();
    const closed = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
    this.scheduler.planFated(
      at,
      flight.caller,
      `loses ${flight.label}`,
      flight.asCaller(() => flight.abort(closed)),
    );
  }

  private latency(): number {
    if (!this.troubles.strikes('slow network', 0.1)) return this.chance.whole(...QUICK_MS);
    this.troubles.count('slow on the network');
    return this.chance.whole(...SLOW_MS);
  }
}

function nothing(): WireAnswer {
  return { status: 200, headers: {}, body: Buffer.alloc(0) };
}

class SimulatedConnections extends OttuConnections {
  constructor(private readonly carry: (origin: string, options: Options, handler: Handler) => void) {
    super(new OttuSettings());
  }

  override to(origin: string): Dispatcher {
    return new Carrier((options, handler) => this.carry(origin, options, handler));
  }

  override async close(): Promise<void> {}
}

class Carrier extends Dispatcher {
  constructor(private readonly carry: (options: Options, handler: Handler) => void) {
    super();
  }

  override dispatch(options: Options, handler: Handler): boolean {
    this.carry(options, handler);
    return true;
  }
}
