import { createHmac } from 'node:crypto';
import { WebhookEffects } from '../../../src/modules/webhooks/webhook-effects.js';
import type { InProcessEngine } from '../../support/in-process-engine.js';
import type { Subscription, World } from '../../support/world.js';

export interface Message {
  url: string;
  body: Record<string, unknown>;
}

/** What the flat scheme signs. Written down here again, because a test that asks the engine proves nothing. */
const SIGNED = [
  'amount currency_code customer_address_city customer_address_country customer_address_line1',
  'customer_address_line2 customer_address_postal_code customer_address_state customer_email',
  'customer_first_name customer_last_name customer_phone gateway_account gateway_name order_no',
  'reference_number result state',
]
  .join(' ')
  .split(' ');

export function signed(body: Record<string, unknown>, key = 'sim_ottu_hmac_key'): Record<string, unknown> {
  const text = SIGNED.map((name) => [name, body[name] as string])
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}${value}`)
    .join('');
  return { ...body, signature: createHmac('sha256', key).update(text).digest('hex') };
}

/** Pays without the engine hearing of it; gives the message that was lost on the way. */
export async function paidUnheard(world: World, subscription: Subscription): Promise<Message> {
  await world.fault({ endpoint: 'webhook' }, { type: 'lost' });
  await world.payOnPage(subscription);
  const { deliveries } = await world.control<{ deliveries: Message[] }>(
    'GET',
    `/control/webhooks?session_id=${subscription.checkout!.session_id}`,
  );
  return deliveries[0]!;
}

export async function send({ url, body }: Message): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
}

/** A message whose taking is an error of the database, after which the transaction around it is good for nothing. */
export function poison(engine: InProcessEngine): () => void {
  const effects = engine.get(WebhookEffects);
  const apply = effects.apply.bind(effects);
  effects.apply = async (tx, messages) => {
    const isPoisoned = messages.some(({ told }) => told.reading.orderNo === 'poison');
    if (isPoisoned) await tx.query('SELECT 1 / 0');
    return apply(tx, messages);
  };
  return () => void (effects.apply = apply);
}
