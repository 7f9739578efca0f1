import { money } from '../../../src/domain/money/money.js';
import { PaymentGateway } from '../../../src/gateway/payment-gateway.js';
import { AttemptContext, CardOnFile, TryNewCardNow } from '../../../src/modules/charges/index.js';
import { SubscriptionsRepository } from '../../../src/modules/subscriptions/index.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import type { Subscription, World } from '../../support/world.js';

let pages = 0;

/** The customer saves another card under the subscription's agreement. How many charges became due by it. */
export async function giveNewCard(
  world: World,
  given: Subscription,
  card = 'approved_visa',
): Promise<number> {
  const { engine } = world;
  const uow = engine.get(UnitOfWork);
  const merchantId = world.merchant.id;
  const subscriptions = engine.get(SubscriptionsRepository);
  const { id } = (await uow.read((tx) => subscriptions.findByPublicId(tx, merchantId, given.id)))!;
  const contexts = engine.get(AttemptContext);
  const payer = await contexts.payer(merchantId, id, null);
  const session = await engine.get(PaymentGateway).createSession(
    payer.account,
    contexts.sessionRequest(payer, {
      purpose: 'save_card',
      amount: money(0n, payer.subscription.currency),
      orderNo: `new-card-${++pages}`,
      pgCode: 'credit-card',
    }),
  );
  if (session.kind !== 'created') throw new Error(`no page to save a card on: ${session.kind}`);
  const checkout = { url: session.checkoutUrl!, session_id: session.sessionId, expires_at: '' };
  await world.payOnPage({ ...given, checkout }, card);
  const { customer, agreement, account } = payer;
  const listed = await engine.get(PaymentGateway).listCards(account, {
    gatewayCustomerId: customer.publicId,
    agreementId: agreement.publicId,
  });
  if (listed.kind !== 'listed' || listed.cards.length !== 1) throw new Error('no card is in force');
  return uow.run(async (tx) => {
    const subscription = await subscriptions.lockById(tx, merchantId, id);
    const now = await world.now();
    await engine.get(CardOnFile).remember(tx, subscription, listed.cards[0]!, now);
    return engine.get(TryNewCardNow).within(tx, subscription, now);
  });
}
