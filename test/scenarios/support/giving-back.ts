import { MerchantAccounts } from '../../../src/modules/merchants/index.js';
import type { World } from '../../support/world.js';

export const SURPLUS_ALARM = 'A customer has paid what was not owed';
export const REFUND_ALARM = 'A refund needs a person';

/** The story provoked so many alarms; what else was logged as an error stays for the proof at its end. */
export function expectAlarms({ engine: { errors } }: World, count: number, text = SURPLUS_ALARM): void {
  const others = errors.filter((error) => !error.includes(text));
  expect(errors.length - others.length).toBe(count);
  errors.splice(0, errors.length, ...others);
}

export async function setSurplusHandling(
  world: World,
  handling: 'refund' | 'credit_balance' | 'hold',
): Promise<void> {
  const { status } = await world.call('PATCH', '/v1/merchant', { surplus_handling: handling });
  expect(status).toBe(200);
}

/** Where the platform tells of refunds; set there by hand, as in life. */
export async function operationWebhookUrl({ engine, merchant }: World): Promise<string> {
  const secret = engine.get(MerchantAccounts).hookSecret(merchant);
  return `${await engine.app.getUrl()}/hooks/ottu/${merchant.publicId}/${secret}/operation`;
}

/** A person gives money back at the platform's dashboard. */
export async function refundAtPlatform(world: World, orderNo: string, amount?: string): Promise<void> {
  const answer = await fetch(`${world.simulator.url}/b/pbl/v2/operation/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from('sim_user:sim_password').toString('base64')}`,
    },
    body: JSON.stringify({ operation: 'refund', order_no: orderNo, ...(amount !== undefined && { amount }) }),
  });
  expect(answer.status).toBe(200);
}
