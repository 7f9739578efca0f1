import { EVENT_TYPES } from '../../../domain/timeline/describe-event.js';
import { field, rule } from '../../../platform/http/field.js';
import { IdField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.js';
import { isId } from '../../../platform/ids/type-id.js';

/** Before the first event that there is. */
export const START = 'start';

const KNOWN = new Set<string>(EVENT_TYPES);

export class ListEventsQuery extends PageQuery {
  @field(
    {
      description: 'Only events of this type, or of these, with commas between. docs/events.md lists them.',
      example: 'invoice.paid,dunning.mail_due',
      optional: true,
    },
    { type: String },
    rule(
      'isEventTypes',
      'must be a type of events as docs/events.md lists them, or several with commas between',
      (v) => typeof v === 'string' && typesOf(v).every((type) => KNOWN.has(type)),
    ),
  )
  type?: string;

  @IdField('customer', { description: 'Only about this customer and its subscriptions.', optional: true })
  customer?: string;

  @IdField('subscription', { description: 'Only about this subscription.', optional: true })
  subscription?: string;

  @field(
    {
      description:
        'Follow what happens: only events after this one, the oldest first. Give the id of the last event that you have worked off, or `start`; nothing is passed over, however much happens at once. Ask again with the last id of the answer; when `data` is empty there is nothing new. Not together with `cursor`.',
      example: 'evt_01jd0z2m3n4p5q6r7s8t9v0w1x',
      optional: true,
    },
    { type: String },
    rule(
      'isPlaceAmongEvents',
      `must be the id of an event, which begins with evt_, or "${START}"`,
      (v) => v === START || (typeof v === 'string' && isId('event', v)),
    ),
  )
  after?: string;
}

export function typesOf(text: string): string[] {
  return text.split(',');
}
