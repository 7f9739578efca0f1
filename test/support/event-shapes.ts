import { EVENT_DATA, type EventField, SHARED_FIELDS } from '../../src/domain/timeline/event-data.js';
import type { InProcessEngine } from './in-process-engine.js';

interface Told {
  type: string;
  keys: string[];
  nulls: string[];
  /** With what each id begins. */
  ids: Record<string, string>;
}

/**
 * In what the events of a merchant differ from what is promised about their data: docs/events.md says nothing else, and
 * backends are written by it. Of events of one shape, which are most of them, the shape is read once.
 */
export async function unlikePromised(engine: InProcessEngine, merchantId: bigint): Promise<string[]> {
  const told = await engine.sql<Told>(
    `SELECT DISTINCT e.type, f.keys, f.nulls, f.ids
     FROM events e, LATERAL (
       SELECT coalesce(array_agg(key ORDER BY key), '{}') AS keys,
         coalesce(array_agg(key ORDER BY key) FILTER (WHERE value = 'null'), '{}') AS nulls,
         coalesce(jsonb_object_agg(key, substring(value #>> '{}' FROM '^[a-z]+_')) FILTER (WHERE key ~ '_id$'), '{}') AS ids
       FROM jsonb_each(e.data)) f
     WHERE e.merchant_id = $1`,
    [merchantId],
  );
  return [...new Set(told.flatMap(faultsOf))];
}

function faultsOf({ type, keys, nulls, ids }: Told): string[] {
  const { fields } = EVENT_DATA[type as keyof typeof EVENT_DATA];
  const known = new Map(fields.map((field) => [field.name, field]));
  return [
    ...keys.filter((key) => !known.has(key)).map((key) => `${type}: ${key} is not in EVENT_DATA`),
    ...nulls.filter((key) => known.get(key)?.isNullable === false).map((key) => `${type}: ${key} is null`),
    ...fields.flatMap((field) => {
      const { name, isOptional } = field;
      if (!isOptional && !keys.includes(name)) return [`${type}: ${name} is missing`];
      const [prefix, found] = [prefixOf(field), ids[name]];
      return prefix && found && prefix !== found ? [`${type}: ${name} begins with ${found}`] : [];
    }),
  ];
}

/** Of an id, as its description shows it. */
function prefixOf({ name, own }: EventField): string | undefined {
  const text = own ?? SHARED_FIELDS[name as keyof typeof SHARED_FIELDS];
  return /`([a-z]+_)…`/.exec(text)?.[1];
}
