import { variantOfCvv, type Step } from '../card-table.js';
import type { FaultAction } from '../faults.js';
import { attempt } from '../payments/charge.js';
import { forcedStep } from '../payments/steps.js';
import { cardToken } from '../random.js';
import type { SavedCard, Session } from '../state/types.js';
import { gatewayByCode, type World } from '../world.js';
import type { EnteredCard } from './form.js';

/** The saved card this one already is, or a new one that counts only after its first success. */
function cardFor(world: World, session: Session, entered: EnteredCard): SavedCard {
  const customerId = session.request.customer_id ?? '';
  const masked = `**** ${entered.number.slice(-4)}`;
  const known = knownCard(world, customerId, entered);
  const card: SavedCard = known ?? {
    token: newToken(world),
    customer_id: customerId,
    brand: entered.testCard.brand,
    number: masked,
    expiry_month: entered.month,
    expiry_year: entered.year,
    name_on_card: entered.name,
    pg_code: entered.pgCode,
    pg_name: gatewayByCode(world, entered.pgCode)?.name ?? '',
    is_preferred: world.store.cardsOfCustomer(customerId).length === 0,
    created_at: world.clock.now(),
    test_card: entered.testCard.id,
    variant: 0,
    mit_attempts: 0,
    deleted: true,
  };
  card.variant = variantOfCvv(entered.testCard, entered.cvv);
  card.mit_attempts = 0;
  card.name_on_card = entered.name;
  card.expiry_month = entered.month;
  card.expiry_year = entered.year;
  return world.store.cards.put(card);
}

/** Whether a card has the same token again that was deleted, or that was renewed, is the platform's choice. */
function knownCard(world: World, customerId: string, entered: EnteredCard): SavedCard | undefined {
  const isSame = (card: SavedCard) =>
    card.test_card === entered.testCard.id && card.pg_code === entered.pgCode;
  if (world.settings.card_given_again === 'same_token') {
    return world.store.cardsEverOf(customerId).find(isSame);
  }
  return world.store
    .cardsOfCustomer(customerId)
    .find((card) => isSame(card) && card.expiry_month === entered.month && card.expiry_year === entered.year);
}

function newToken(world: World): string {
  for (;;) {
    const token = cardToken(world.random);
    if (!world.store.cards.get(token)) return token;
  }
}

/** The how-manieth time this customer tries this card, across sessions. */
function tryNumber(world: World, session: Session, entered: EnteredCard): number {
  const who = session.request.customer_id ?? session.session_id;
  const key = `tries ${who} ${entered.testCard.id}`;
  const tries = Number(world.store.meta.get(key)?.value ?? 0) + 1;
  world.store.meta.put({ key, value: tries });
  return tries;
}

/** The payer pressed the button with a card that may be tried. */
export function payByCard(
  world: World,
  session: Session,
  entered: EnteredCard,
  steering: FaultAction[],
): Step {
  session.pg_code = entered.pgCode;
  const saved = session.request.payment_type === 'one_off' ? null : cardFor(world, session, entered);
  const step =
    forcedStep(steering) ??
    entered.testCard.onPage(tryNumber(world, session, entered), variantOfCvv(entered.testCard, entered.cvv));
  attempt(world, session, 'CIT', saved, step);
  return step;
}
