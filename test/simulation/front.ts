import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Actor, actAs } from './actor.js';
import type { Scheduler } from './scheduler.js';

export interface FrontAnswer {
  status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever came; the caller says what it should be
  body: any;
}

/** The engine's HTTP front: routes, guards, idempotency and all, spoken to without a socket. */
export class Front {
  private number = 0;
  skewMs = 0;

  constructor(
    private readonly app: NestFastifyApplication,
    private readonly scheduler: Scheduler,
  ) {}

  /** Rejects when the process that works on it dies: its connection breaks. */
  call(method: string, path: string, body: string | undefined, headers: object = {}): Promise<FrontAnswer> {
    const actor = new Actor(`API request ${++this.number}`, true);
    actor.skewMs = this.skewMs;
    return new Promise((resolve, reject) => {
      const forget = actor.onDeath(() => reject(new Error('socket hang up')));
      this.scheduler.start(actor, `${method} ${path}`, async () => {
        const answer = await this.scheduler.track(actor, this.inject(method, path, body, headers));
        forget();
        actAs(actor, 'answers', () => resolve(answer));
      });
    });
  }

  private async inject(
    method: string,
    url: string,
    payload: string | undefined,
    given: object,
  ): Promise<FrontAnswer> {
    const headers = { ...(payload !== undefined && { 'content-type': 'application/json' }), ...given };
    const answer = await this.app.inject({ method: method as 'GET', url, headers, payload });
    return {
      status: answer.statusCode,
      body: answer.body === '' ? null : (JSON.parse(answer.body) as unknown),
    };
  }
}
