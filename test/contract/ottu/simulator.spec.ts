import { parseMoney } from '../../../src/domain/money/money.js';
import { CARDS, Desk } from './support/desk.js';
import { IMPATIENT } from './support/harness.js';

/** The port against the platform on the desk, over HTTP: what the engine will do with it, call by call. */
describe('Ottu as simulated', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await Desk.open();
  });

  afterEach(() => desk.close());

  it('a first payment on the hosted page leaves a card, which renews', async () => {
    const first = await desk.session();
    expect(first.checkoutUrl).toBe(`${desk.simulator.url}/checkout/${first.sessionId}`);
    expect(await desk.harness.gateway.retrieveSession(desk.harness.account, first.sessionId)).toMatchObject({
      kind: 'found',
      payment: { state: 'created', orderNo: first.expected.orderNo, amount: first.expected.amount },
    });

    await desk.payOnPage(first.sessionId, CARDS.good);
    expect(await desk.harness.gateway.retrieveSession(desk.harness.account, first.sessionId)).toMatchObject({
      payment: { state: 'paid', agreementId: 'agr-17', gatewayCustomerId: 'cus-17' },
    });
    const listed = await desk.harness.gateway.listCards(desk.harness.account, {
      gatewayCustomerId: 'cus-17',
    });
    expect(listed).toMatchObject({
      kind: 'listed',
      cards: [
        { pgCode: 'credit-card', lastFour: '1111', expiryMonth: 12, expiryYear: 2034, isExpired: false },
      ],
    });

    const card = listed.kind === 'listed' ? listed.cards[0]! : null;
    const renewal = await desk.charge(card!);
    expect(renewal.answer).toMatchObject({
      kind: 'succeeded',
      payment: { sessionId: renewal.sessionId, result: 'success', card: { token: card!.token } },
    });
    expect(await desk.chargesMade()).toBe(2);
    expect(desk.harness.calls.map(({ endpoint, outcome }) => `${endpoint} ${outcome}`)).toEqual([
      'create created',
      'retrieve found',
      'retrieve found',
      'cards listed',
      'create created',
      'auto_debit succeeded',
    ]);
  });

  it('saving a card moves no money', async () => {
    const setup = await desk.session({ purpose: 'save_card', amount: parseMoney('0', 'KWD') });
    await desk.payOnPage(setup.sessionId, CARDS.good);
    expect(
      await desk.harness.gateway.listCards(desk.harness.account, { gatewayCustomerId: 'cus-17' }),
    ).toMatchObject({
      cards: [{ lastFour: '1111' }],
    });
    expect(await desk.chargesMade()).toBe(0);
  });

  it.each([
    ['200', CARDS.broke, 'soft', '51'],
    ['400', CARDS.broke, 'soft', '51'],
    ['200', CARDS.stolen, 'card_problem', '43'],
    ['400', CARDS.stolen, 'card_problem', '43'],
  ])('a decline with HTTP %s: %s is %s', async (status, number, expected, code) => {
    await desk.control('/control/merchant', { decline_http_status: Number(status) }, 'PUT');
    const { answer } = await desk.charge(await desk.savedCard(number));
    expect(answer).toMatchObject({ kind: 'declined', decline: { class: expected, code } });
  });

  it('a token that is gone is refused, and the session says that nothing happened', async () => {
    const card = await desk.savedCard(CARDS.good);
    const { answer, sessionId } = await desk.charge({ ...card, token: '0000000000' });
    expect(answer).toMatchObject({
      kind: 'refused',
      httpStatus: 400,
      message: expect.stringContaining('token'),
    });
    expect(await desk.harness.gateway.retrieveSession(desk.harness.account, sessionId)).toMatchObject({
      payment: { state: 'created' },
    });
  });

  it('charging twice: the second is refused, not declined', async () => {
    const card = await desk.savedCard(CARDS.good);
    const { sessionId, expected } = await desk.charge(card);
    const again = await desk.harness.gateway.chargeToken(desk.harness.account, {
      sessionId,
      token: card.token,
      sendBeforeMs: Infinity,
      expected,
    });
    expect(again.kind).toBe('refused');
    expect(await desk.chargesMade()).toBe(2);
  });

  it('a lost answer is unknown; fenced and asked for after a while, it turns out paid', async () => {
    await desk.use({ chargeTimeoutMs: IMPATIENT.chargeTimeoutMs });
    const { answer, sessionId } = await desk.charge(await desk.savedCard(CARDS.silentAndPaid));
    expect(answer).toMatchObject({ kind: 'unknown', trouble: { code: 'timeout' } });
    const { gateway, account } = desk.harness;
    expect(await gateway.retrieveSession(account, sessionId)).toMatchObject({
      payment: { state: 'pending' },
    });
    expect(await gateway.inquire(account, { sessionId })).toMatchObject({
      kind: 'rate_limited',
      retryAfterSeconds: 600,
    });

    expect(await gateway.expireSession(account, { sessionId }, 'fence-1')).toEqual({ kind: 'expired' });
    expect(await gateway.expireSession(account, { sessionId }, 'fence-1')).toEqual({ kind: 'expired' });
    expect(await gateway.expireSession(account, { sessionId }, 'fence-2')).toMatchObject({ kind: 'refused' });

    expect(await gateway.moveSimulatedClock(account, new Date('2026-03-01T09:20:00Z'))).toBe(true);
    expect(await gateway.inquire(account, { sessionId })).toMatchObject({
      kind: 'found',
      payment: { state: 'paid', result: 'success' },
    });
  });

  it('asked by order, with the throttle answering 400', async () => {
    await desk.control('/control/merchant', { inquiry_throttle: { http_status: 400 } }, 'PUT');
    const { answer, expected } = await desk.charge(await desk.savedCard(CARDS.broke));
    expect(answer.kind).toBe('declined');
    const by = { orderNo: expected.orderNo };
    expect((await desk.harness.gateway.inquire(desk.harness.account, by)).kind).toBe('rate_limited');
    await desk.harness.gateway.moveSimulatedClock(desk.harness.account, new Date('2026-03-01T09:11:00Z'));
    expect(await desk.harness.gateway.inquire(desk.harness.account, by)).toMatchObject({
      payment: { ...by, state: 'attempted', decline: { class: 'soft', code: '51' } },
    });
  });
});
