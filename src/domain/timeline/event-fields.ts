/**
 * What is in the `data` of events, in words that mean the same in every one of them. A word that one event alone has is
 * explained there.
 */
export const SHARED_FIELDS = {
  agreement_id:
    'The agreement, which is the consent of the customer to be charged without being there (`agr_…`).',
  amount:
    'Money: `{amount, currency}`, the amount as text with the digits of its currency, `"9.500"` and `"KWD"`.',
  api_key: 'By which of your API keys it was asked for (`key_…`); never the key itself.',
  ask_again_at: 'When Ottu is asked about it next.',
  attempt_id: 'The try at the money (`att_…`).',
  attempt_no: 'Which try of its invoice it is, from 1.',
  balance: 'What is kept for the customer after it: `{amount, currency}`.',
  balance_entry_id: 'The entry in the books of the balance (`bal_…`).',
  by: 'The person, as they named themselves.',
  capture_id: 'The capture, which takes what the bank holds (`cap_…`).',
  card: 'Which card, as it may be shown: `{brand, last_four}`, either of which may be null.',
  card_id: 'The card (`card_…`).',
  charge_id: 'The collecting of one invoice (`chg_…`); `GET /v1/charges/{id}` names the invoice.',
  chargeback_id: 'The chargeback (`cbk_…`).',
  country: 'ISO 3166, two letters.',
  coupon_id: 'The coupon (`coup_…`).',
  credit_note_id: 'The credit note (`cn_…`).',
  currency: 'ISO 4217.',
  day: 'Which day, `2027-01-31`, by UTC.',
  difference_type: 'What kind of difference, as in `/v1/ops/reconciliation/differences`.',
  discount_id: 'What the coupon is for this subscription (`disc_…`).',
  dunning_policy_id: 'The dunning policy (`dun_…`).',
  evidence: 'By what the person knew.',
  expiry_date: 'The last day of the agreement, `2047-01-31`.',
  final_action: 'What happens then: `cancel`, `pause` or `unpaid`.',
  final_at: 'When collecting is given up.',
  gateway: 'The gateway, by its `pg_code`.',
  grace_until: 'Until when the customer keeps access.',
  hold_id: 'The hold, as in `/v1/ops/holds` (`hold_…`).',
  invoice_id: 'The invoice (`inv_…`).',
  migration_id: 'The migration (`mig_…`).',
  name: 'Its name, as you gave it.',
  next_attempt_at: 'When the card is charged next; null when it is not.',
  next_bill_at: 'When the next period begins and is billed.',
  number:
    'The number that stands on the document; null before it is given, which is shortly after the invoice is final.',
  order_no: 'Under which number Ottu knows it.',
  pending_line_id: 'The line (`pend_…`).',
  percent: 'As text: `"15"`.',
  period_end: 'When the period ends; the next one begins with this instant.',
  period_start: 'When the period begins.',
  pg_code: 'The gateway, by its `pg_code`.',
  plan: 'The name of the plan; several with commas between.',
  plan_id: 'The plan (`plan_…`).',
  proposed_by: 'Who had proposed it, where it took two persons.',
  reason: 'Why, in words.',
  reference: 'What the bank calls the case.',
  refund_id: 'The refund (`ref_…`).',
  retry_at: 'When it is sent again.',
  scheduled_change_id: 'The planned change (`sch_…`).',
  subscription_id: 'The subscription (`sub_…`), as beside `data`.',
  tax_rate_id: 'The tax rate (`tax_…`).',
  time_zone: 'Whose calendar the periods are counted by, `Asia/Kuwait`; all instants are UTC.',
  until: 'Until when.',
  url: 'The link by which the customer gives a card or consents anew. Send it to nobody else.',
  url_expires_at: 'Until when the page can be used.',
  version: 'Its version, from now on.',
  void_id: 'The void, which lets go what the bank holds (`void_…`).',
  webhook_id: 'The message, as in `/v1/ops/webhooks` (`whk_…`).',
  what: 'What is planned, in words.',
} as const satisfies Record<string, string>;

/** May be null (`|null`), may be missing (`?`), or both (`|null?`). */
type Marked<Name extends string> = `${Name}${'' | '|null'}${'' | '?'}`;

export type SharedField = Marked<keyof typeof SHARED_FIELDS>;

/** Names, marked in the same way, and what they are in this one event. */
type OwnFields = Readonly<Record<string, string>>;

export interface EventField {
  name: string;
  /** Missing where there is nothing to tell. */
  isOptional: boolean;
  isNullable: boolean;
  /** What it is; null where SHARED_FIELDS says it. */
  own: string | null;
}

export interface EventShape {
  /** When it happens, or what it means, where its own sentence does not say it. */
  when: string | null;
  fields: readonly EventField[];
}

/** `shaped('When it happens.', ...CHARGE, 'reason', { 'hours|null': 'How long.' })` */
export function shaped(when: string | null, ...fields: readonly (SharedField | OwnFields)[]): EventShape {
  return {
    when,
    fields: fields.flatMap((field) =>
      typeof field === 'string'
        ? [read(field, null)]
        : Object.entries(field).map(([name, own]) => read(name, own)),
    ),
  };
}

function read(marked: string, own: string | null): EventField {
  const [, name, isNullable, isOptional] = /^(\w+)(\|null)?(\?)?$/.exec(marked)!;
  return { name: name!, isOptional: isOptional !== undefined, isNullable: isNullable !== undefined, own };
}
