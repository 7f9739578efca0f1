import { setImmediate as turn } from 'node:timers/promises';
import type { Chance } from '../support/chance.js';
import { type Actor, actAs, currentScope, insideStep } from './actor.js';
import type { EventLog } from './event-log.js';
import { type Planned, TimeLine } from './time-line.js';

/** What becomes of a process in one of its steps. */
export type Fate =
  | { kind: 'go' }
  /** Killed instead of taking the step. */
  | { kind: 'die' }
  /** Killed when the step is done and nobody knows it yet. */
  | { kind: 'die-after' }
  | { kind: 'pause'; ms: number }
  /** The step is done, and the process sleeps before it learns so. */
  | { kind: 'pause-after'; ms: number };

interface Step extends Planned {
  actor: Actor;
  label: string;
  run: () => void | Promise<void>;
  /** Not a step of its own: something that time brings, such as a timer. */
  isQuiet: boolean;
}

/** Without a chance of rest at one instant, something is due again as soon as it is done. */
const MOST_STEPS_AN_INSTANT = 200_000;
/** Turns of the event loop in which an answer of the engine's HTTP front must have come forth. */
const MOST_TURNS = 200;

/**
 * Lets one thing happen after the other. Everything that acts asks for its next step and waits; a seeded
 * choice among all that could happen now says whose turn it is; when nothing can, time jumps to the next
 * thing planned. A step is a database transaction, or a call's way through the network: between two steps
 * of an actor there is only code that touches nothing. So all that could be interleaved is, and the same
 * seed interleaves it the same way.
 */
export class Scheduler {
  /** From the first run to the end; a step asked for in between waits for the next run. */
  private isRunning = false;
  private ready: Step[] = [];
  private readonly later = new TimeLine<Step>();
  private number = 0;
  private instantSteps = 0;
  /** Requests inside the HTTP front, which is not done when a promise is: it reads from streams. */
  private readonly unsettled = new Set<() => boolean>();

  constructor(
    private time: number,
    private readonly chance: Chance,
    private readonly log: () => EventLog,
    private readonly fateOf: (actor: Actor, label: string) => Fate,
    private readonly onDeath: (actor: Actor) => void,
  ) {}

  get now(): number {
    return this.time;
  }

  /** Takes a step of the current actor, when its turn has come. What is inside it happens in one piece. */
  step<T>(label: string, work: () => Promise<T>): Promise<T> {
    const scope = currentScope();
    // Before it begins and after its end there is nobody to take turns with.
    if (scope.isInStep || !this.isRunning) return work();
    return new Promise<T>((resolve, reject) => {
      const run = async (): Promise<void> => {
        const fate: Fate = scope.actor.isProcess ? this.fateOf(scope.actor, label) : { kind: 'go' };
        if (fate.kind === 'die') return this.kill(scope.actor, `before ${label}`);
        if (fate.kind === 'pause') {
          this.pause(scope.actor, fate.ms);
          this.plan(this.time, scope.actor, label, run);
          return;
        }
        const told = await insideStep(scope, work).then(
          (result) => () => resolve(result),
          (error: Error) => () => reject(error),
        );
        if (fate.kind === 'die-after') return this.kill(scope.actor, `after ${label}`);
        if (fate.kind !== 'pause-after') return told();
        this.pause(scope.actor, fate.ms);
        this.plan(this.time, scope.actor, `${label} is known`, told, true);
      };
      this.plan(this.time, scope.actor, label, run);
    });
  }

  /** Plans something of `actor`; the function answered takes it back. */
  plan(at: number, actor: Actor, label: string, run: Step['run'], isQuiet = false): () => void {
    const step: Step = { at, number: ++this.number, actor, label, run, isQuiet, isCanceled: false };
    if (at <= this.time) this.ready.push(step);
    else this.later.push(step);
    actor.planned++;
    return () => {
      if (!step.isCanceled) actor.planned--;
      step.isCanceled = true;
    };
  }

  /** Plans a step outside the database, at which its process may be killed or paused as at any other. */
  planFated(at: number, actor: Actor, label: string, run: () => void): void {
    this.plan(at, actor, label, () => {
      const fate: Fate = actor.isProcess ? this.fateOf(actor, label) : { kind: 'go' };
      if (fate.kind === 'die') return this.kill(actor, `before ${label}`);
      if (fate.kind === 'pause') {
        this.pause(actor, fate.ms);
        void this.plan(this.time, actor, label, run);
        return;
      }
      run();
      if (fate.kind === 'die-after') this.kill(actor, `after ${label}`);
      if (fate.kind === 'pause-after') this.pause(actor, fate.ms);
    });
  }

  /** Resolves for the current actor when so much time has passed, and never if it is dead by then. */
  sleep(ms: number, label = 'wakes'): Promise<void> {
    const { actor } = currentScope();
    return new Promise((resolve) => void this.plan(this.time + ms, actor, label, resolve, true));
  }

  /** Work of an actor that nobody waits for. */
  start(actor: Actor, task: string, work: () => Promise<void>): void {
    void actAs(actor, task, work);
  }

  /** A call into code that answers after turns of the event loop and not only after promises. */
  async track<T>(actor: Actor, call: Promise<T>): Promise<T> {
    let isDone = false;
    const isSettled = () => isDone || actor.isDead || actor.planned > 0;
    this.unsettled.add(isSettled);
    try {
      return await call;
    } finally {
      isDone = true;
      this.unsettled.delete(isSettled);
    }
  }

  kill(actor: Actor, where: string): void {
    if (actor.isDead) return;
    this.log().add(`${actor.name} KILLED ${where}`);
    actor.kill();
    this.onDeath(actor);
  }

  pause(actor: Actor, ms: number): void {
    this.log().add(`${actor.name} PAUSED for ${ms} ms`);
    actor.pausedUntil = this.time + ms;
  }

  /** Goes on until `isOver`, which is asked whenever nothing more can happen at this instant. */
  async run(isOver: () => boolean | Promise<boolean>): Promise<void> {
    this.isRunning = true;
    for (;;) {
      await this.settle();
      const step = this.choose();
      if (step) {
        if (++this.instantSteps > MOST_STEPS_AN_INSTANT)
          throw new Error('Work at one instant does not come to rest');
        // Whatever comes later must find it done.
        step.isCanceled = true;
        step.actor.planned--;
        if (!step.isQuiet) this.log().add(`${step.actor.name} ${step.label}`);
        await step.run();
        continue;
      }
      if (await isOver()) return;
      await this.settle();
      if (this.ready.some((one) => this.mayRun(one))) continue;
      if (!this.jump()) throw new Error('Nothing is planned any more');
    }
  }

  /** What is asked for from now on happens at once: the engine shuts down. */
  end(): void {
    this.isRunning = false;
  }

  /** When the next thing happens, should nobody plan an earlier one. */
  get nextAt(): number | null {
    const wakes = this.ready.filter((step) => this.isAlive(step)).map(({ actor }) => actor.pausedUntil);
    const planned = this.later.first;
    if (planned) wakes.push(planned.at);
    return wakes.length === 0 ? null : Math.min(...wakes);
  }

  private jump(): boolean {
    const next = this.nextAt;
    if (next === null) return false;
    if (next > this.time) this.instantSteps = 0;
    this.time = Math.max(this.time, next);
    for (let step = this.later.first; step && step.at <= this.time; step = this.later.first) {
      this.ready.push(this.later.pop()!);
    }
    return true;
  }

  private choose(): Step | undefined {
    this.ready = this.ready.filter((step) => this.isAlive(step));
    const able = this.ready.filter((step) => this.mayRun(step));
    if (able.length === 0) return undefined;
    const chosen = able.length === 1 ? able[0]! : this.chance.pick(able);
    this.ready.splice(this.ready.indexOf(chosen), 1);
    return chosen;
  }

  private isAlive(step: Step): boolean {
    return !step.isCanceled && !step.actor.isDead;
  }

  private mayRun(step: Step): boolean {
    return this.isAlive(step) && step.actor.pausedUntil <= this.time;
  }

  /** Until all code has run as far as it gets without another step. */
  private async settle(): Promise<void> {
    await turn();
    if (this.unsettled.size > 0) await turn();
    for (let turns = 0; [...this.unsettled].some((isSettled) => !isSettled()); turns++) {
      if (turns > MOST_TURNS) throw new Error('A request waits for something that is no step');
      await turn();
    }
  }
}
