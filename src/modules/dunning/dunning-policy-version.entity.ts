import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { Weekday } from '../../domain/calendar/weekend.js';
import type { DunningMails, FinalAction } from '../../domain/dunning/ladder.js';

/** What a policy said from one day on. Never changed and never deleted: a trigger refuses the attempt. */
@Entity('dunning_policy_versions')
export class PolicyVersion {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('bigint')
  policyId: bigint;

  @Column('integer')
  version: number;

  @Column('integer', { array: true })
  retryDays: number[];

  @Column('integer')
  graceDays: number;

  @Column('integer')
  finalDay: number;

  @Column('text')
  finalAction: FinalAction;

  @Column('integer', { nullable: true })
  localHour: number | null;

  @Column('boolean')
  businessDaysOnly: boolean;

  /** Null: the days on which the banks of the customer's time zone rest. */
  @Column('text', { array: true, nullable: true })
  weekend: Weekday[] | null;

  @Column('jsonb')
  mails: DunningMails;

  @Column('timestamptz')
  createdAt: Date;
}
