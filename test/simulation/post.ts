import type { Chance } from '../support/chance.js';
import { Actor } from './actor.js';
import type { Front } from './front.js';
import type { WebhookOnItsWay } from './platform.js';
import type { Scheduler } from './scheduler.js';
import type { FaultClass } from './swarm.js';
import type { Troubles } from './troubles.js';

const PROMPT_MS = [10, 3_000] as const;
const LATE_MS = [10_000, 3 * 86_400_000] as const;

/** Brings the platform's webhooks to the engine: not all of them, not once, not in order, not unchanged. */
export class Post {
  private readonly actor = new Actor('post', false);

  constructor(
    private readonly scheduler: Scheduler,
    private readonly troubles: Troubles,
    private readonly chance: Chance,
    private readonly front: () => Front,
  ) {}

  take(webhook: WebhookOnItsWay): void {
    if (this.struck('webhooks lost', 0.5, 'webhook lost')) return;
    this.deliver(webhook);
    if (this.struck('webhooks repeated', 0.4, 'webhook repeated')) this.deliver(webhook);
    if (this.struck('webhooks forged', 0.2, 'webhook forged')) this.deliver(this.forgery(webhook));
  }

  private deliver({ path, body }: WebhookOnItsWay): void {
    const isLate = this.struck('webhooks late', 0.3, 'webhook late');
    const [least, most] = isLate ? LATE_MS : PROMPT_MS;
    const delay = this.chance.whole(least, most);
    this.scheduler.plan(
      this.scheduler.now + delay,
      this.actor,
      `delivers a webhook to ${path.slice(0, 30)}`,
      () => {
        // Whatever comes of it, nobody sends it again: any answer is final, and so is none.
        void this.front()
          .call('POST', path, body)
          .catch(() => undefined);
      },
    );
  }

  /** By somebody who knows neither key nor address, or who changes what he has overheard. */
  private forgery({ path, body }: WebhookOnItsWay): WebhookOnItsWay {
    if (this.chance.happens(0.3)) return { path: path.replace(/[^/]+\/payment$/, 'guessed/payment'), body };
    const told = JSON.parse(body) as Record<string, unknown>;
    return { path, body: JSON.stringify({ ...told, state: 'paid', result: 'success' }) };
  }

  private struck(fault: FaultClass, most: number, what: string): boolean {
    const isStruck = this.troubles.strikes(fault, most);
    if (isStruck) this.troubles.count(what);
    return isStruck;
  }
}
