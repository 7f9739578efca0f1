import { InstantField } from './fields.js';
import { PageQuery } from './page.js';

/** Half-open, and open where a bound is null. */
export interface CreatedRange {
  from: Date | null;
  to: Date | null;
}

/** `?created_after=&created_before=` of every list that can be narrowed to a time. */
export class CreatedPageQuery extends PageQuery {
  @InstantField({
    description: 'Only those that were made at this moment or later.',
    example: '2027-01-01T00:00:00Z',
    optional: true,
  })
  created_after?: string;

  @InstantField({
    description: 'Only those that were made before this moment.',
    example: '2027-02-01T00:00:00Z',
    optional: true,
  })
  created_before?: string;
}

export function createdRangeOf({ created_after, created_before }: CreatedPageQuery): CreatedRange {
  return { from: instantOf(created_after), to: instantOf(created_before) };
}

function instantOf(text: string | undefined): Date | null {
  return text === undefined ? null : new Date(text);
}
