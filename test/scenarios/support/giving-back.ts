import { waitFor } from '../../support/wait.js';
import type { World } from '../../support/world.js';
import { refunds, truth } from './books.js';

export const SURPLUS_ALARM = 'A customer has paid what was not owed';
export const REFUND_ALARM = 'A refund needs a person';

/** The story provoked so many alarms; what else was logged as an error stays for the proof at its end. */
export function expectAlarms({ engine: { errors } }: World, count: number, text = SURPLUS_ALARM): void {
  const others = errors.filter((error) => !error.includes(text));
  // With the others, which may say why there are too few.
  if (errors.length - others.length !== count) expect(errors).toEqual(Array<string>(count).fill(text));
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
export async function operationWebhookUrl(world: World): Promise<string> {
  const { operation } = await world.get<{ operation: string }>('/v1/merchant/webhook-addresses');
  return (await world.engine.app.getUrl()) + new URL(operation).pathname;
}

/** A person gives money back at the platform's dashboard. */
export const refundAtPlatform = (world: World, orderNo: string, amount?: string) =>
  operateAtPlatform(world, 'refund', orderNo, amount);

/**
 * A person refunds, captures or voids at the platform's dashboard. The platform answers before it tells us:
 * a story that went on at once let its clock pass the message, and looked a minute too late.
 */
export async function operateAtPlatform(
  world: World,
  operation: 'refund' | 'capture' | 'void',
  orderNo: string,
  amount?: string,
): Promise<void> {
  const answer = await fetch(`${world.simulator.url}/b/pbl/v2/operation/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from('sim_user:sim_password').toString('base64')}`,
    },
    body: JSON.stringify({ operation, order_no: orderNo, ...(amount !== undefined && { amount }) }),
  });
  expect(answer.status).toBe(200);
  await waitFor(
    'the message of the operation',
    () => world.control<{ deliveries: { outcome: string }[] }>('GET', '/control/webhooks'),
    ({ deliveries }) => deliveries.every(({ outcome }) => outcome !== 'sending'),
  );
}

export interface SurplusEntry {
  attempt: string;
  amount: string;
  doing: string;
  age_seconds: number;
  refund_status: string | null;
}

/** The bank approves the next charge of a saved card 30 hours late. */
export function approveLate(world: World): Promise<void> {
  const outcome = { type: 'force_outcome', outcome: 'approve_late', minutes: 30 * 60 };
  return world.fault({ endpoint: 'auto_debit' }, outcome);
}

/** A renewal of 10 February is paid late and by a second try; the look after 72 hours has not been yet. */
export async function payTwice(world: World): Promise<void> {
  await approveLate(world);
  await world.advanceTo('2027-02-13T07:03:59Z');
  expect((await truth(world)).charges).toHaveLength(3);
  expect(await refunds(world)).toEqual([]);
}

export const noticeIt = (world: World) => world.advanceTo('2027-02-13T07:04:00Z');

/** What was taken and what went back, of each payment in the order in which the money moved. */
export async function moved(world: World): Promise<string[][]> {
  return (await truth(world)).charges.map(({ captured, refunded }) => [captured, refunded]);
}

export const BOTH_BUT_ONE_BACK = [
  ['9.500', '0.000'],
  ['9.500', '0.000'],
  ['9.500', '9.500'],
];

export async function surplusList(world: World): Promise<SurplusEntry[]> {
  return (await world.get<{ data: SurplusEntry[] }>('/v1/ops/surplus')).data;
}
