import { ApiProperty } from '@nestjs/swagger';
import { formatAmount, money } from '../../../domain/money/money.js';
import type { RowView } from '../migration-views.repository.js';
import { ROW_STATES, type RowState } from '../plan-migration-row.entity.js';
import type { MigrationView } from '../use-cases/read-migrations.js';

export class MigratedPriceResponse {
  @ApiProperty({ description: 'The price that they have.', example: 'price_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  from: string;

  @ApiProperty({ description: 'The price that they get.', example: 'price_01jd0z2m3n4p5q6r7s8t9v0w2x' })
  to: string;
}

export class MigrationTotalsResponse {
  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ description: 'How many are changed, or are to be.', example: 120 })
  subscriptions: number;

  @ApiProperty({ description: 'What their next periods would have cost.', example: '1140.000' })
  before: string;

  @ApiProperty({ description: 'What their next periods cost.', example: '1440.000' })
  after: string;

  @ApiProperty({ description: 'Invoiced at once.', example: '150.000' })
  charged_now: string;

  @ApiProperty({ description: 'Put into balances at once.', example: '0.000' })
  credited_now: string;
}

export class PlanMigrationResponse {
  @ApiProperty({ example: 'mig_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ example: 'plan_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  plan: string;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'The version that they get; null: by its prices alone.',
    example: 2,
  })
  to_version: number | null;

  @ApiProperty({ type: [MigratedPriceResponse], description: 'What becomes of each price.' })
  prices: MigratedPriceResponse[];

  @ApiProperty({
    enum: ['now', 'period_end'],
    description: 'now: within the running period; period_end: with the next one.',
    example: 'period_end',
  })
  when: string;

  @ApiProperty({
    enum: ['day', 'second', 'none'],
    description: 'How the running period is shared: by days, by seconds, or not at all.',
    example: 'day',
  })
  proration: string;

  @ApiProperty({
    enum: ['refuse', 'request'],
    description:
      'What is done with a subscription whose customer would have to agree anew: it is refused, or the customer is asked.',
    example: 'refuse',
  })
  consent: string;

  @ApiProperty({ description: 'Only on paper: nothing is changed.', example: true })
  dry_run: boolean;

  @ApiProperty({
    enum: ['running', 'done', 'canceled'],
    description: 'running: subscriptions are worked off one by one.',
    example: 'running',
  })
  state: string;

  @ApiProperty({ description: 'How many it reaches.', example: 130 })
  subscriptions: number;

  @ApiProperty({
    description: 'How many of them are in which state; in a dry run, would be.',
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { pending: 4, waiting: 1, changed: 0, planned: 120, unchanged: 0, refused: 5, canceled: 0 },
  })
  counts: Record<RowState, number>;

  @ApiProperty({ type: [MigrationTotalsResponse], description: 'What it comes to, by currency.' })
  totals: MigrationTotalsResponse[];

  @ApiProperty()
  created_at: string;

  @ApiProperty({ type: String, nullable: true })
  finished_at: string | null;
}

export class MigrationReasonResponse {
  @ApiProperty({
    description:
      'not_begun, cancel_pending, renewal_due and charge_open pass by themselves and are waited for; quarantined, change_planned, minimum_term, consent_needed, other_migration, not_allowed and unforeseen do not; consent_asked is planned and waits for its customer; no_such_price has nothing to migrate.',
    example: 'change_planned',
  })
  code: string;

  @ApiProperty({ example: 'a change of its items is planned for 2027-02-01T06:00:00.000Z' })
  message: string;
}

export class MigratedSubscriptionResponse {
  @ApiProperty({ example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  subscription: string;

  @ApiProperty({
    enum: ROW_STATES,
    description:
      'pending: not looked at yet; waiting: for something that passes; changed: done; planned: for its time; unchanged: nothing to migrate; refused: see reason. In a dry run, what it would be.',
    example: 'planned',
  })
  state: RowState;

  @ApiProperty({
    type: MigrationReasonResponse,
    nullable: true,
    description: 'Why it waits, is refused or has nothing to migrate.',
  })
  reason: MigrationReasonResponse | null;

  @ApiProperty({ type: String, nullable: true, description: 'When it is different.' })
  effective_at: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'KWD' })
  currency: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'What its next period would have cost, without what else is planned; also where it waits or is refused.',
    example: '9.500',
  })
  before: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What its next period costs.',
    example: '12.000',
  })
  after: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Invoiced at once.', example: '1.250' })
  charged_now: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Put into the balance at once.',
    example: '0.000',
  })
  credited_now: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Of what was invoiced at once.' })
  invoice: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'What is planned for it.' })
  scheduled_change: string | null;

  @ApiProperty({
    enum: ['pending', 'applied', 'undone', 'failed'],
    nullable: true,
    description: 'How far that is.',
  })
  scheduled_change_status: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'When it is looked at again.' })
  next_try_at: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'When that became known.' })
  decided_at: string | null;
}

export function presentMigration({ migration, plan, counts, totals }: MigrationView): PlanMigrationResponse {
  return {
    id: migration.publicId,
    plan,
    to_version: migration.toVersion,
    prices: migration.pairs,
    when: migration.changeWhen,
    proration: migration.proration,
    consent: migration.consent,
    dry_run: migration.dryRun,
    state: migration.state,
    subscriptions: migration.subscriptions,
    counts: Object.fromEntries(ROW_STATES.map((state) => [state, counts.get(state) ?? 0])) as Record<
      RowState,
      number
    >,
    totals: totals.map(({ currency, subscriptions, ...sums }) => ({
      currency,
      subscriptions,
      ...amounts(currency, sums),
    })) as MigrationTotalsResponse[],
    created_at: migration.createdAt.toISOString(),
    finished_at: migration.finishedAt?.toISOString() ?? null,
  };
}

export function presentMigrated(row: RowView): MigratedSubscriptionResponse {
  const { reason_code: code, reason: message } = row;
  return {
    subscription: row.subscription,
    state: row.state,
    reason: code === null ? null : { code, message: message! },
    effective_at: row.effective_at?.toISOString() ?? null,
    currency: row.currency,
    ...amounts(row.currency, row),
    invoice: row.invoice,
    scheduled_change: row.scheduled_change,
    scheduled_change_status: row.scheduled_change_status,
    next_try_at: row.run_at?.toISOString() ?? null,
    decided_at: row.decided_at?.toISOString() ?? null,
  };
}

type Sums = Pick<RowView, 'before_minor' | 'after_minor' | 'charge_minor' | 'credit_minor'>;

function amounts(currency: string | null, sums: Sums) {
  const amount = (minor: bigint | null): string | null =>
    currency === null || minor === null ? null : formatAmount(money(minor, currency));
  return {
    before: amount(sums.before_minor),
    after: amount(sums.after_minor),
    charged_now: amount(sums.charge_minor),
    credited_now: amount(sums.credit_minor),
  };
}
