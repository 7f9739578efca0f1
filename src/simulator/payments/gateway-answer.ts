import { declineOf, type DeclineCode } from '../decline-codes.js';
import type { ChargeKind, JsonObject, SavedCard, Session } from '../state/types.js';
import { gatewayByCode, type World } from '../world.js';

type Answer = { kind: 'approved' } | { kind: 'declined'; code: DeclineCode } | { kind: 'none' };

/** A charge MPGS answers flat; asked how the order of a page went, it lists what was tried for it. */
function mpgs(answer: Answer, session: Session, kind: ChargeKind): JsonObject {
  const { order, ...tried } = mpgsTried(answer, session);
  return kind === 'CIT' ? { order, transaction: [tried] } : { order, ...tried };
}

function mpgsTried(answer: Answer, session: Session): JsonObject {
  const approved = answer.kind === 'approved';
  const word = approved ? 'APPROVED' : answer.kind === 'declined' ? declineOf(answer.code).mpgs : 'PENDING';
  const advice = answer.kind === 'declined' ? declineOf(answer.code).advice : undefined;
  return {
    result: approved ? 'SUCCESS' : answer.kind === 'declined' ? 'FAILURE' : 'PENDING',
    order: { id: session.reference_number, currency: session.request.currency_code },
    response: {
      acquirerCode: approved ? '00' : answer.kind === 'declined' ? answer.code : '',
      gatewayCode: word,
      ...(advice ? { merchantAdviceCode: advice } : {}),
    },
  };
}

function cybersource(answer: Answer): JsonObject {
  if (answer.kind === 'none') return { decision: 'PENDING', reasonCode: '' };
  const approved = answer.kind === 'approved';
  return {
    decision: approved ? 'ACCEPT' : 'REJECT',
    reasonCode: approved ? '100' : declineOf(answer.code).cybersource,
    ccAuthReply_processorResponse: approved ? '00' : answer.code,
  };
}

function knet(answer: Answer): JsonObject {
  return {
    result: answer.kind === 'approved' ? 'CAPTURED' : answer.kind === 'declined' ? 'NOT CAPTURED' : '',
  };
}

/**
 * What the gateway said, in the simulator's own words: `code` is always the ISO 8583 response code and
 * `message` its meaning; beside them the fields that gateways of this kind are known for.
 */
export function gatewayResponse(
  world: World,
  session: Session,
  answer: Answer,
  kind: ChargeKind,
): JsonObject {
  const name = gatewayByCode(world, session.pg_code)?.name;
  const own =
    name === 'cybersource'
      ? cybersource(answer)
      : name === 'knet'
        ? knet(answer)
        : mpgs(answer, session, kind);
  const code = answer.kind === 'approved' ? '00' : answer.kind === 'declined' ? answer.code : '';
  return { code, message: messageOf(answer), ...own };
}

export function messageOf(answer: Answer): string {
  if (answer.kind === 'approved') return 'Approved';
  return answer.kind === 'declined'
    ? declineOf(answer.code).message
    : 'Waiting for the answer of the gateway';
}

export function pgParams(world: World, session: Session, card: SavedCard | null, answer: Answer): JsonObject {
  const approved = answer.kind === 'approved';
  const { payer_currency } = world.settings;
  return {
    ...(approved && payer_currency !== null && { dcc_payer_currency: payer_currency }),
    auth_code: approved ? world.random.digits('auth', 6) : '',
    card_holder: card?.name_on_card ?? '',
    card_number: card?.number ?? '',
    card_expiry_month: card?.expiry_month ?? '',
    card_expiry_year: card?.expiry_year ?? '',
    card_type: card?.brand ?? '',
    decision: approved ? 'ACCEPT' : answer.kind === 'declined' ? 'REJECT' : '',
    payment_id: session.reference_number,
    pg_message: messageOf(answer),
    result: approved ? 'CAPTURED' : answer.kind === 'declined' ? 'NOT CAPTURED' : '',
    rrn: approved ? world.random.digits('rrn', 12) : '',
    transaction_id: `${session.reference_number}-${session.attempts}`,
  };
}
