import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { books } from './support/books.js';
import { proveTheEnd } from './support/proofs.js';

interface Dunning {
  policy: string | null;
  policy_version: number;
  retries: { planned_at: string; because: string; state: string }[];
  dropped: string[];
  grace_until: string;
  final_at: string;
  final_action: string;
  final_notice_at: string | null;
  frozen: boolean;
}

interface Mail {
  template: string;
  language: string;
  contains: string[];
  pay_link: { method: string; path: string };
  next_attempt_at: string | null;
  final_at: string;
}

const TERMS = { retry_days: [2, 5], grace_days: 3, final_day: 8, final_action: 'cancel' };

describe('dunning by policy', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const declineAlways = (code = '05') =>
    world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code }, { times: null });

  async function policy(over: object = {}): Promise<string> {
    const body = { name: 'Ours', ...TERMS, ...over };
    return (await world.post<{ id: string }>('/v1/dunning-policies', body)).id;
  }

  /** All subscriptions so far are of plans that from now on have this policy. */
  async function attachToPlans(dunning_policy: string): Promise<void> {
    const { data } = await world.get<{ data: { id: string }[] }>('/v1/plans');
    for (const { id } of data) await world.call('PATCH', `/v1/plans/${id}`, { dunning_policy });
  }

  async function dunning(subscription: Subscription): Promise<Dunning> {
    const path = `/v1/charges?subscription=${subscription.id}&limit=1`;
    return (await world.get<{ data: { dunning: Dunning }[] }>(path)).data[0]!.dunning;
  }

  async function sent(): Promise<string[]> {
    const { attempts } = await books(world);
    return attempts
      .filter(({ kind }) => kind === 'mit')
      .map(({ sent_at }) => sent_at!.toISOString().slice(0, 16));
  }

  async function mails(): Promise<(Mail & { at: string })[]> {
    const rows = await engine.sql<{ data: Mail; occurred_at: Date }>(
      `SELECT data, occurred_at FROM events WHERE merchant_id = $1 AND type = 'dunning.mail_due' ORDER BY id`,
      [world.merchant.id],
    );
    return rows.map(({ data, occurred_at }) => ({ ...data, at: occurred_at.toISOString().slice(0, 16) }));
  }

  const standing = async ({ id, customer }: Subscription) => [
    (await world.subscription(id)).status,
    await world.access(customer),
  ];
  it("follows the plan's policy before the merchant's default, and that before the built-in one", async () => {
    const builtIn = await world.subscriber();
    await declineAlways();
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await dunning(builtIn)).toMatchObject({ policy: null, policy_version: 2, final_action: 'cancel' });
    const ofMerchant = await policy({ is_default: true });
    const ofPlan = await policy({ retry_days: [1], final_day: 3 });
    await world.clearFaults();
    const [plain, special] = [await world.subscriber(), await world.subscriber()];
    const { data } = await world.get<{ data: { id: string }[] }>('/v1/plans?limit=1');
    await world.call('PATCH', `/v1/plans/${data[0]!.id}`, { dunning_policy: ofPlan });
    await declineAlways();
    await world.advanceTo('2027-03-10T06:00:00Z');
    expect(await dunning(plain)).toMatchObject({ policy: ofMerchant });
    expect(await dunning(special)).toMatchObject({ policy: ofPlan });
    await world.advanceTo('2027-03-19T00:00:00Z');
    for (const one of [builtIn, plain, special]) expect(await standing(one)).toEqual(['canceled', 'none']);
    await proveTheEnd(world);
  });

  it('keeps the version with which a ladder began, however often the policy is changed meanwhile', async () => {
    const id = await policy({ is_default: true });
    const subscription = await world.subscriber();
    await declineAlways();
    await world.advanceTo('2027-02-11T00:00:00Z');
    const began = await dunning(subscription);
    expect(began).toMatchObject({ policy: id, policy_version: 1, final_at: '2027-02-18T06:00:00.000Z' });
    await world.post(`/v1/dunning-policies/${id}/versions`, { ...TERMS, retry_days: [1], final_day: 21, final_action: 'unpaid' }); // prettier-ignore
    await world.call('PATCH', `/v1/dunning-policies/${id}`, { is_default: false });
    await world.advanceTo('2027-02-12T06:00:00Z');
    expect(await dunning(subscription)).toMatchObject({ policy_version: 1, final_at: began.final_at });
    await world.advanceTo('2027-02-18T06:00:00Z');
    expect(await standing(subscription)).toEqual(['canceled', 'none']);
    expect(await sent()).toEqual(['2027-02-10T06:00', '2027-02-12T06:00', '2027-02-15T06:00']);
    await proveTheEnd(world);
  });

  it('shows the ladder with every planned try, why it is when it is, and how far it has come', async () => {
    await policy({ is_default: true, retry_days: [1, 2], local_hour: 10, business_days_only: true });
    const subscription = await world.subscriber();
    await declineAlways();
    await world.advanceTo('2027-02-10T06:00:00Z');
    // In Kuwait the 12th and 13th are Friday and Saturday.
    expect(await dunning(subscription)).toMatchObject({
      retries: [
        {
          planned_at: '2027-02-11T07:00:00.000Z',
          because: "day 1 after the first decline at 10:00 of the customer's time",
          state: 'next',
        },
        {
          planned_at: '2027-02-14T07:00:00.000Z',
          because:
            "day 2 after the first decline at 10:00 of the customer's time, moved from Friday to a business day",
          state: 'planned',
        },
      ],
      dropped: [],
      grace_until: '2027-02-13T06:00:00.000Z',
      final_notice_at: '2027-02-16T06:00:00.000Z',
      final_at: '2027-02-18T06:00:00.000Z',
      final_action: 'cancel',
      frozen: false,
    });
    await world.advanceTo('2027-02-17T00:00:00Z');
    expect((await dunning(subscription)).retries.map(({ state }) => state)).toEqual(['used', 'used']);
    expect((await dunning(subscription)).final_notice_at).toBeNull();
    await world.advanceTo('2027-02-18T06:00:00Z');
    expect(await sent()).toEqual(['2027-02-10T06:00', '2027-02-11T07:00', '2027-02-14T07:00']);
    await proveTheEnd(world);
  });

  it('announces a mail at each decline and before the last step, with all that it must contain', async () => {
    const templates = {
      declined: 'first_no',
      declined_again: null,
      before_final: 'last_call',
      before_final_days: 1,
    };
    await policy({ is_default: true, mails: templates });
    await world.subscriber();
    await declineAlways();
    await world.advanceTo('2027-02-18T06:00:00Z');
    const told = await mails();
    expect(told.map(({ at, template }) => `${at} ${template}`)).toEqual([
      '2027-02-10T06:00 first_no',
      '2027-02-17T06:00 last_call',
    ]);
    expect(told[0]).toMatchObject({
      language: 'ar',
      contains: ['amount', 'reason', 'next_attempt_at', 'final_at', 'final_action', 'pay_link'],
      pay_link: { method: 'POST', path: expect.stringMatching(/^\/v1\/invoices\/inv_\w+\/pay-link$/) },
      amount: { amount: '9.500', currency: 'KWD' },
      next_attempt_at: '2027-02-12T06:00:00.000Z',
      final_at: '2027-02-18T06:00:00.000Z',
    });
    await proveTheEnd(world);
  });

  it('asks for a new card instead, when the card is of no use any more', async () => {
    await world.subscriber();
    await declineAlways('54');
    await world.advanceTo('2027-03-03T06:00:00Z');
    const told = await mails();
    expect(told.map(({ template }) => template)).toEqual(['new_card_needed', 'final_notice']);
    expect(told[0]).toMatchObject({
      contains: expect.arrayContaining(['new_card_needed']),
      next_attempt_at: null,
    });
    await proveTheEnd(world);
  });

  it('announces no mail about the end while a payment is in doubt, and none at all when it had arrived', async () => {
    // The only retry comes on day 5, the warning an hour later: while nobody knows, it is kept back.
    await policy({
      is_default: true,
      retry_days: [5],
      final_day: 6,
      mails: { before_final_days: 1 },
      local_hour: 8,
    });
    const subscription = await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' });
    await world.fault({ endpoint: 'auto_debit' }, { type: 'drop_after' }, { skip: 1 });
    await world.advanceTo('2027-02-15T05:00:00Z');
    await world.fault({ endpoint: 'retrieve' }, { type: 'error_before', status: 500 }, { times: null });
    await world.fault({ endpoint: 'inquiry' }, { type: 'error_before', status: 500 }, { times: null });
    await world.advanceTo('2027-02-15T12:00:00Z');
    expect((await dunning(subscription)).frozen).toBe(true);
    await world.advanceTo('2027-02-17T00:00:00Z');
    expect((await mails()).map(({ template }) => template)).toEqual(['payment_declined']);
    expect(await standing(subscription)).toEqual(['past_due', 'restricted']);
    await world.clearFaults();
    await world.advanceTo('2027-02-18T12:00:00Z');
    expect(await standing(subscription)).toEqual(['active', 'full']);
    expect((await mails()).map(({ template }) => template)).toEqual(['payment_declined']);
    await proveTheEnd(world);
  });

  it('tells the last step to a subscription that is merely past due no more when it was paid before', async () => {
    const subscription = await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' });
    await world.advanceTo('2027-03-09T00:00:00Z');
    expect((await mails()).map(({ template }) => template)).toEqual(['payment_declined']);
    expect(await standing(subscription)).toEqual(['active', 'full']);
    await proveTheEnd(world);
  });

  it('of an attached policy is told with the plan', async () => {
    const id = await policy();
    await world.subscriber();
    await attachToPlans(id);
    const { data } = await world.get<{ data: { dunning_policy: string }[] }>('/v1/plans');
    expect(data.map(({ dunning_policy }) => dunning_policy)).toEqual([id]);
  });
});
