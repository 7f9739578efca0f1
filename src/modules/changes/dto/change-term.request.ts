import { IntegerField } from '../../../platform/http/fields.js';

const COUNTED =
  'counted from and including the running one, which is the one billed last; a trial and the days until an anchor are not counted';

/** A field that is absent stays; null takes the term away. */
export class ChangeTermRequest {
  @IntegerField({
    min: 1,
    max: 999,
    description: `After how many whole periods it ends, ${COUNTED}: 1 ends it with the running one. Null: never by itself. As it is when absent.`,
    example: 12,
    nullable: true,
  })
  end_after_periods?: number | null;

  @IntegerField({
    min: 1,
    max: 120,
    description:
      `For how many whole periods the customer is bound and cannot cancel, ${COUNTED}. Null: not bound. As it is when absent. ` +
      'Less than what binds now takes an API key with the scope admin.',
    example: 6,
    nullable: true,
  })
  minimum_periods?: number | null;
}
