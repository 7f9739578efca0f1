import {
  describeEvent,
  EVENT_TYPES,
  type EventData,
  type EventType,
} from '../src/domain/timeline/describe-event.js';
import { EVENT_DATA, type EventField, SHARED_FIELDS } from '../src/domain/timeline/event-data.js';
import { EVENTS_OPENING, TO_ACT_ON } from './events-opening.js';
import { aligned } from './markdown-table.js';

type Subject = EventType extends `${infer Name}.${string}` ? Name : never;

/** In the order of a backend's interest. */
const CHAPTERS: Record<string, readonly Subject[]> = {
  Subscriptions: ['subscription'],
  'Invoices and credit notes': ['invoice', 'pending_line', 'credit_note'],
  'Cards and consent': ['card', 'agreement'],
  Collecting: ['charge', 'dunning'],
  'Tries at the money': ['attempt'],
  'Money that goes back or is kept': ['refund', 'chargeback', 'surplus', 'balance'],
  'Money that a bank holds': ['capture', 'void'],
  'What is sold': ['plan', 'coupon', 'tax_rate', 'dunning_policy'],
  Imports: ['import'],
  'The account and its gateways': ['merchant', 'charging', 'routing', 'gateway'],
  'What holds charging back': ['breaker', 'budget', 'mass_charge'],
  'Messages of Ottu, and proof': ['webhook', 'reconciliation', 'audit', 'recovery'],
};

/** Whose sentence would tell the rarer case where nothing is known. */
const KNOWN: Partial<Record<EventType, EventData>> = {
  'subscription.paused': { on_purpose: true },
  'subscription.cancel_scheduled': { at: 'a date' },
  'subscription.usage_threshold_set': { amount: '50.000', currency: 'KWD' },
  'card.missing': { attempt_id: '' },
  'merchant.credentials_changed': { api_user: 'a user' },
};

/** docs/events.md, from the table that the events of all stories are held against. */
export function eventsPage(): string {
  const chapters = Object.entries(CHAPTERS).map(([title, subjects]) => chapter(title, subjects));
  const left = EVENT_TYPES.filter((type) => !Object.values(CHAPTERS).flat().includes(subjectOf(type)));
  if (left.length > 0) throw new Error(`No chapter of docs/events.md has ${left.join(', ')}`);
  return [
    EVENTS_OPENING.replace('%ACT%', () => TO_ACT_ON.map(toAct).join('\n')),
    '## Fields that several events have',
    'What else an event has in `data` stands with it.',
    aligned([
      ['field', 'what it is'],
      ...Object.entries(SHARED_FIELDS).map(([name, is]) => [code(name), is]),
    ]),
    ...chapters,
  ]
    .join('\n\n')
    .concat('\n');
}

function chapter(title: string, subjects: readonly Subject[]): string {
  const types = subjects.flatMap((subject) => EVENT_TYPES.filter((type) => subjectOf(type) === subject));
  return [`## ${title}`, ...types.map(section)].join('\n\n');
}

function section(type: EventType): string {
  const { when, fields } = EVENT_DATA[type];
  const sentence = describeEvent({ type, data: KNOWN[type] ?? {} });
  const [shared, own] = [fields.filter((one) => one.own === null), fields.filter((one) => one.own !== null)];
  return [
    `### ${code(type)}`,
    `_${sentence}_${when === null ? '' : ` ${when}`}`,
    ...(shared.length > 0 ? [shared.map(marked).join(', ')] : []),
    ...(own.length > 0 ? [own.map((one) => `- ${marked(one)}: ${one.own}`).join('\n')] : []),
  ].join('\n\n');
}

function marked({ name, isOptional, isNullable }: EventField): string {
  return code(`${name}${isOptional ? '?' : ''}${isNullable ? ' | null' : ''}`);
}

function toAct([types, act]: readonly [readonly EventType[], string]): string {
  return `- ${types.map((type) => `[${code(type)}](#${type.replace('.', '')})`).join(', ')}: ${act}`;
}

function subjectOf(type: EventType): Subject {
  return type.split('.')[0] as Subject;
}

function code(text: string): string {
  return `\`${text}\``;
}
