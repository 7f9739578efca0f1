import { RunDue } from '../../../src/modules/auto-debit/index.js';
import type { World } from '../../support/world.js';

interface Day {
  day: string;
  status: string;
  open_differences: number;
  lines: number;
  reason: string | null;
  next_run_at: string | null;
}
interface Difference {
  id: string;
  type: string;
  status: string;
  order_no: string | null;
  session_id: string;
  owner: string | null;
  proposed_action: string;
  platform: { state: string } | null;
  first_seen_at: string;
  age_seconds: number;
}

/** What is done with the days of a world and their differences; the world is another one in each test. */
export function comparedDays(worldNow: () => World) {
  const days = async () => (await worldNow().get<{ data: Day[] }>('/v1/ops/reconciliation/days')).data;
  const differences = async (query = '') =>
    (await worldNow().get<{ data: Difference[] }>(`/v1/ops/reconciliation/differences?limit=100${query}`))
      .data;
  const report = (action: object) =>
    worldNow().fault({ endpoint: 'reports' }, { type: 'report_file', ...action }, { times: null });
  const apply = (id: string, body: object) =>
    worldNow().call<Difference>('POST', `/v1/ops/reconciliation/differences/${id}/apply`, body);
  const rerun = () => worldNow().post<Day>('/v1/ops/reconciliation/days/2027-01-10/run', {});

  async function compare(): Promise<Day> {
    const world = worldNow();
    const scope = { kind: 'test_clock', merchantId: world.merchant.id } as const;
    while ((await world.engine.get(RunDue).reports(scope, await world.now())) > 0);
    return (await days()).find(({ day }) => day === '2027-01-10')!;
  }

  return { days, differences, report, apply, rerun, compare };
}

/** The session of the first payment of a new subscriber. */
export async function paidSession(world: World): Promise<string> {
  const { id } = await world.subscriber();
  const [attempt] = await world.engine.sql<{ session_id: string }>(
    `SELECT a.session_id FROM attempts a JOIN subscriptions s ON s.merchant_id = a.merchant_id
       AND s.id = a.subscription_id WHERE s.public_id = $1`,
    [id],
  );
  return attempt!.session_id;
}

/** The sessions of all refunds, in the order of their payments. */
export async function refundSessions(world: World): Promise<string[]> {
  const rows = await world.engine.sql<{ child_id: string }>(
    `SELECT child_id FROM refunds WHERE merchant_id = $1 ORDER BY attempt_id`,
    [world.merchant.id],
  );
  return rows.map(({ child_id }) => child_id);
}
