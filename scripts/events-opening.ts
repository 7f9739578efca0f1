import type { EventType } from '../src/domain/timeline/describe-event.js';

/** What a backend does about events, without which a customer or the merchant is worse off. */
export const TO_ACT_ON: readonly (readonly [readonly EventType[], string])[] = [
  [
    [
      'subscription.activated',
      'subscription.trial_started',
      'subscription.recovered',
      'subscription.resumed',
      'subscription.reactivated',
    ],
    'give access. What a customer may use, `GET /v1/customers/{id}/access` says at any time.',
  ],
  [
    [
      'subscription.past_due',
      'subscription.unpaid',
      'subscription.paused',
      'subscription.canceled',
      'subscription.ended',
    ],
    'ask for access anew, and take away what is over; while dunning runs it goes on until `grace_until`.',
  ],
  [
    ['invoice.paid'],
    'book the payment and send the receipt (`GET /v1/invoices/{id}/pdf`). A new period is paid with this and not with `subscription.renewed`.',
  ],
  [
    ['dunning.mail_due'],
    'write to the customer, with what `contains` names; the engine sends no mail. `pay_link` says where the link is made.',
  ],
  [
    ['agreement.consent_needed', 'card.expiring', 'card.gone', 'card.missing'],
    'send `url` to the customer; without a card or consent the next renewal is not charged.',
  ],
  [
    ['charge.left_to_customer', 'invoice.overdue'],
    'send the customer the link of the invoice (`POST /v1/invoices/{id}/pay-link`).',
  ],
  [
    ['subscription.change_failed', 'subscription.migration_refused'],
    'plan it anew when its cause is gone; the subscription goes on as it was.',
  ],
  [
    [
      'refund.succeeded',
      'refund.rejected',
      'refund.found',
      'credit_note.issued',
      'chargeback.opened',
      'chargeback.won',
      'chargeback.lost',
    ],
    'keep your own books by them, and tell the customer of a refund.',
  ],
  [
    ['attempt.authorized', 'attempt.hold_ending'],
    'capture or void it (`POST /v1/charges/{id}/capture`, `POST /v1/charges/{id}/void`), or the bank lets the money go.',
  ],
  [
    ['attempt.manual', 'charge.blocked', 'mass_charge.held', 'refund.manual', 'charging.stopped'],
    'wake a person; these and the others of [the runbooks](runbooks.md) wait for one.',
  ],
];

/** By hand. `%ACT%` is the list above. */
export const EVENTS_OPENING = `# Events

Whatever happens is told as an event, in the transaction that made it happen: it is never lost, never changed and never
told of what did not happen. Events are read, not delivered. Made by \`npm run docs\` from
\`src/domain/timeline/event-data.ts\`; the events of every story among the tests are held against it.

## How to read them

\`\`\`
GET /v1/events?after=start&limit=100
\`\`\`

\`\`\`json
{
  "data": [
    {
      "id": "evt_01jd0z2m3n4p5q6r7s8t9v0w1x",
      "type": "invoice.paid",
      "customer": "cus_01jd0z2m3n4p5q6r7s8t9v0w1x",
      "subscription": "sub_01jd0z2m3n4p5q6r7s8t9v0w1x",
      "occurred_at": "2027-01-31T09:00:00.000Z",
      "summary": "Invoice INV-2027-000001 was paid: 9.500 KWD.",
      "data": {
        "invoice_id": "inv_01jd0z2m3n4p5q6r7s8t9v0w1x",
        "number": "INV-2027-000001",
        "amount": { "amount": "9.500", "currency": "KWD" },
        "period_start": "2027-01-31T09:00:00.000Z",
        "period_end": "2027-02-28T09:00:00.000Z"
      }
    }
  ],
  "next_cursor": null
}
\`\`\`

It takes a key with \`events:read\`. To keep up with what happens, **follow**:

1. Begin with \`after=start\`, or with the last event that you know.
2. Work the answer off in its order, the oldest first, and keep the id of the last event with what you did about it, in one
   transaction of yours. Where that cannot be, an event may come twice: its \`id\` is the same.
3. Ask again with that id as \`after\`. When \`data\` is empty, nothing is new: ask again in some seconds.

Nothing is passed over, however much happens at once ([why](adr/0107-events-are-followed-by-waiting-for-who-writes.md)).
An answer of 503 [\`not_ready\`](errors.md#not_ready) is to be asked again. Nothing is kept about who reads: several
backends may follow, and one may begin anew. After the database was restored, the event that you name may be gone, and is
refused by the name of \`after\`; then begin with the last one that is there still.

\`type=invoice.paid,dunning.mail_due\` narrows it to these types, \`customer=\` and \`subscription=\` to whom they are about. Without
\`after\` the newest come first, with \`cursor\` for the page before. \`GET /v1/subscriptions/{id}/timeline\` tells the events of one
subscription in words.

## What you may rely on

- **Fields are only added.** None is renamed, none is taken away, none changes its meaning. Types are added too: pass over
  what you do not know. Events that were written before a field was added do not have it.
- A name with \`?\` is missing where there is nothing to tell; one with \`| null\` is there and may be null. All else is there.
- \`summary\`, \`reason\` and whatever else is called words here is for people and may be worded anew. Decide by \`type\` and by the
  fields.
- Instants are UTC, \`2027-01-31T09:00:00.000Z\`; \`occurred_at\` is in your time, which with a test clock is that clock's.
- Of one subscription, what comes later happened later. A payment is known when it is told, which may be after it was made.
- An event says what happened and not how things stand. Who acts late reads the thing itself first: an invoice may have been
  paid since its customer was to be written to.

## What a backend has to do something about

%ACT%`;
