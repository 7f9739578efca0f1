import { waitFor } from '../../support/wait.js';
import { World } from '../../support/world.js';

interface Calls {
  data: { endpoint: string; attempt: string | null; outcome: string }[];
  next_cursor: string | null;
}

/** What Ottu was asked about a payment and its two refunds, page by page, and about nothing else. */
export async function expectCallsOfRefunds(
  world: World,
  charge: { id: string; attempts: { id: string }[] },
): Promise<void> {
  const read = (query: string) => world.get<Calls>(`/v1/ops/calls?limit=100${query}`);
  await waitFor(
    'the calls to be written',
    () => read('&endpoint=refund'),
    (calls) => calls.data.length === 2,
  );
  const { data } = await read(`&charge=${charge.id}`);
  expect(new Set(data.map(({ attempt }) => attempt))).toEqual(new Set([charge.attempts[0]!.id]));
  expect(data.filter(({ endpoint }) => endpoint === 'refund')).toMatchObject([
    { outcome: 'refunded', said: { result: 'success' } },
    { outcome: 'refunded' },
  ]);
  expect(data.at(-1)).toMatchObject({ endpoint: 'create', outcome: 'created', said: null });
  const first = await world.get<Calls>(`/v1/ops/calls?limit=1&charge=${charge.id}`);
  const rest = await read(`&charge=${charge.id}&cursor=${first.next_cursor}`);
  expect([...first.data, ...rest.data]).toEqual(data);
  const other = await World.begin(world.engine, '2027-01-10T06:00:00Z');
  const strange = await other.call('GET', `/v1/ops/calls?charge=${charge.id}`);
  expect([strange.status, (await world.call('GET', '/v1/ops/calls?endpoint=weather')).status]).toEqual([
    422, 400,
  ]);
  await other.end();
}
