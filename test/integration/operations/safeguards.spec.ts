import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import { problemOf } from '../http/client.js';
import { Person, START } from './desk.js';

const WORD = { by: 'Noura', reason: 'The members were told.' };

describe('the safeguards before people', () => {
  let engine: InProcessEngine;
  let world: World;
  let other: World | null = null;
  let noura: Person;
  let salem: Person;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, START);
    noura = await Person.of(world, 'Noura');
    salem = await Person.of(world, 'Salem');
  });
  afterAll(() => engine.stop());
  afterEach(async () => {
    await world.end();
    await other?.end();
    other = null;
  });

  /** A subscription seven months behind, held. */
  async function held(): Promise<string> {
    await world.subscriber();
    await world.jumpTo('2027-09-01T09:00:00Z');
    await world.rest();
    const { body } = await noura.get('holds');
    expect(body.data).toHaveLength(1);
    return body.data[0].id as string;
  }

  it('are read page by page, and take the scope', async () => {
    await held();
    await world.subscriber();
    for (const list of ['budgets', 'breakers', 'holds']) {
      expect((await noura.get(`${list}?limit=1`)).body).toMatchObject({ data: expect.any(Array) });
      expect((await noura.get(`${list}?limit=101`)).body).toMatchObject({
        status: 400,
        errors: [{ field: 'limit' }],
      });
      const stranger = await Person.of(world, 'Stranger', 'events:read');
      expect(problemOf(await stranger.get(list)).status).toBe(403);
    }
    const budgets = (await noura.get('budgets?limit=1')).body;
    expect(budgets.data[0]).toMatchObject({ day: '2027-09-01', limit: 90_000, blocked_until: null });
    expect((await noura.get(`budgets?limit=1&cursor=${budgets.next_cursor}`)).body.data[0].day).toBe(
      '2027-01-31',
    );
  });

  it('shows nothing of another merchant, and decides nothing of theirs', async () => {
    const id = await held();
    other = await World.begin(engine, START);
    const stranger = await Person.of(other, 'Stranger');
    for (const list of ['budgets', 'breakers', 'holds?show=all']) {
      expect((await stranger.get(list)).body.data).toEqual([]);
    }
    expect(problemOf(await stranger.post(`holds/${id}/approve`, WORD)).status).toBe(404);
  });

  it.each([
    ['nobody', { reason: 'Because.' }, 'by'],
    ['no reason', { by: 'Noura' }, 'reason'],
    ['an empty reason', { ...WORD, reason: '' }, 'reason'],
    ['too long a reason', { ...WORD, reason: 'x'.repeat(501) }, 'reason'],
    ['a field nobody knows', { ...WORD, force: true }, 'force'],
  ])('take no word of %s', async (_, body, field) => {
    const id = await held();
    for (const decision of ['approve', 'dismiss']) {
      const { body: problem } = await noura.post(`holds/${id}/${decision}`, body);
      expect(problem).toMatchObject({ status: 400, errors: [{ field }] });
    }
    expect((await noura.get('holds')).body.data[0]).toMatchObject({ id, decision: null, proposal: null });
  });

  it('let go once; the same word again answers the same, another comes too late', async () => {
    const id = await held();
    const first = await noura.post(`holds/${id}/approve`, WORD);
    expect(first.body).toMatchObject({ id, decision: 'approved', decided_by: 'Noura' });
    expect((await noura.post(`holds/${id}/approve`, WORD)).body).toEqual(first.body);
    expect(problemOf(await salem.post(`holds/${id}/dismiss`, { ...WORD, by: 'Salem' }))).toMatchObject({
      status: 409,
      code: 'conflict',
    });
    const { data } = await world.get<{ data: unknown[] }>('/v1/events?type=mass_charge.approved');
    expect(data).toHaveLength(1);
  });

  it('are let go by two where the merchant asks for it: another name and another key', async () => {
    await world.call('PATCH', '/v1/merchant', { manual_confirmation: true });
    const id = await held();
    const approve = `holds/${id}/approve`;
    expect((await noura.post(approve, WORD)).body).toMatchObject({
      decision: null,
      proposal: { by: 'Noura' },
    });
    expect(problemOf(await noura.post(approve, { ...WORD, by: 'Salem' })).status).toBe(409);
    expect(problemOf(await salem.post(approve, { ...WORD, by: ' NOURA ' })).status).toBe(409);
    expect((await salem.post(approve, { ...WORD, by: 'Salem' })).body).toMatchObject({
      decision: 'approved',
      decided_by: 'Salem',
      proposal: null,
    });
  });

  it.each([
    ['requests_per_day', 99, 100],
    ['mass_charge_factor', 1, 2],
    ['mass_charge_minimum', 0, 1],
    ['most_periods_behind', 0, 1],
    ['most_days_behind', 367, 366],
  ])('have limits of their own: %s', async (field, wrong, right) => {
    const admin = await Person.of(world, 'Admin', 'admin');
    expect((await admin.patchMerchant({ [field]: wrong })).body).toMatchObject({
      status: 400,
      errors: [{ field, message: expect.stringContaining('must be a whole number from') }],
    });
    expect((await admin.patchMerchant({ [field]: right })).body).toMatchObject({ [field]: right });
    expect((await admin.patchMerchant({})).body).toMatchObject({ [field]: right });
    expect(problemOf(await noura.patchMerchant({ [field]: right })).status).toBe(403);
  });
});
