import { Injectable } from '@nestjs/common';
import type { DifferenceType } from '../../domain/day-report/classify-difference.js';
import { differenceMachine } from '../../domain/day-report/difference-states.js';
import type { Action } from '../../domain/day-report/propose-action.js';
import { can, next } from '../../domain/state-machine.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { newId } from '../../platform/ids/type-id.js';
import { DifferencesRepository } from './differences.repository.js';
import { proposalFor } from './proposal-for.js';
import type { ReconciliationDay } from './reconciliation-day.entity.js';
import type { Figures, ReportDifference } from './report-difference.entity.js';

/** A difference as this comparison sees it. */
export interface Sighting {
  type: DifferenceType;
  subject: string;
  attemptId: bigint | null;
  refundId: bigint | null;
  sessionId: string | null;
  orderNo: string | null;
  ours: Figures | null;
  theirs: Figures | null;
}

export interface Decision {
  action: Action;
  by: string;
  evidence: string;
}

const NOBODY = {
  platform: null,
  owner: null,
  assignedAt: null,
  decidedAction: null,
  decidedBy: null,
  evidence: null,
  decidedAt: null,
  closedAt: null,
};

/** The only writer of a difference's status. Seen again, it keeps its age and whoever looks after it. */
@Injectable()
export class DifferenceLifecycle {
  constructor(private readonly differences: DifferencesRepository) {}

  /** How many of them are new or open again. */
  async see(tx: Tx, day: ReconciliationDay, seen: Sighting[], now: Date): Promise<number> {
    if (seen.length === 0) return 0;
    // A session that stands in three lines is one duplicate.
    const sightings = [...new Map(seen.map((sighting) => [keyOf(sighting), sighting])).values()];
    const known = new Map<string, ReportDifference>();
    for (const row of await this.differences.lockBySubjects(
      tx,
      day,
      sightings.map(({ subject }) => subject),
    )) {
      known.set(keyOf(row), row);
    }
    const fresh = sightings.filter((sighting) => !known.has(keyOf(sighting)));
    await this.differences.insertAll(
      tx,
      fresh.map((sighting) => ({
        ...NOBODY,
        ...sighting,
        proposal: proposalFor({ ...NOBODY, ...sighting }),
        merchantId: day.merchantId,
        publicId: newId('reportDifference'),
        day: day.day,
        status: differenceMachine.initial,
        firstSeenAt: now,
        lastSeenRun: day.run,
      })),
    );
    const changes = sightings.flatMap((sighting) => {
      const row = known.get(keyOf(sighting));
      return row && row.lastSeenRun < day.run ? [{ row, patch: this.seenAgain(row, sighting, day.run) }] : [];
    });
    await this.differences.updateAll(tx, changes);
    return (
      fresh.length +
      changes.filter(({ row, patch }) => patch.status === 'open' && row.status !== 'open').length
    );
  }

  private seenAgain(row: ReportDifference, sighting: Sighting, run: number): Partial<ReportDifference> {
    const isSame =
      figuresOf(row.ours) === figuresOf(sighting.ours) &&
      figuresOf(row.theirs) === figuresOf(sighting.theirs);
    const event = !isSame ? 'changed' : wasAccepted(row) ? 'back_as_accepted' : 'still_there';
    const status = next(differenceMachine, row.status, event);
    const closedAt = status === 'accepted' ? row.closedAt : null;
    const { ours, theirs, attemptId, refundId } = sighting;
    const platform = isSame ? row.platform : null;
    const decidedAction = isSame ? row.decidedAction : null;
    const proposal = proposalFor({ ...sighting, platform, decidedAction });
    return { status, closedAt, ours, theirs, proposal, attemptId, refundId, platform, lastSeenRun: run };
  }

  /** What this run has not seen is not there any more. How many there were; the next call takes the next ones. */
  async closeUnseen(tx: Tx, day: ReconciliationDay, now: Date, limit: number): Promise<number> {
    const rows = await this.differences.lockUnseen(tx, day, limit);
    await this.differences.updateAll(
      tx,
      rows.map((row) => ({
        row,
        patch: { status: next(differenceMachine, row.status, 'vanish'), closedAt: row.closedAt ?? now },
      })),
    );
    return rows.length;
  }

  /** Open ones, all for the same reason. */
  async acceptAll(tx: Tx, rows: ReportDifference[], decision: Decision, now: Date): Promise<void> {
    await this.differences.updateAll(
      tx,
      rows.map((row) => ({ row, patch: decided(row, decision, now) })),
    );
  }

  /** The third voice, and what is to be thought of the other two by it. */
  async heard(tx: Tx, row: ReportDifference, platform: Figures): Promise<void> {
    const patch = { platform, proposal: proposalFor({ ...row, platform }) };
    await this.differences.updateAll(tx, [{ row, patch }]);
  }

  /** A person decides, with evidence. */
  async decide(tx: Tx, row: ReportDifference, decision: Decision, now: Date): Promise<ReportDifference> {
    const event = decision.action === 'accept' ? 'accept' : 'apply';
    if (!can(differenceMachine, row.status, event)) {
      throw new AppError(
        'conflict',
        `Difference ${row.publicId} is ${row.status}: nothing is left to decide`,
      );
    }
    const patch = decided(row, decision, now);
    await this.differences.update(tx, row, patch);
    return Object.assign(row, patch);
  }
}

function decided(row: ReportDifference, { action, by, evidence }: Decision, now: Date) {
  const event = action === 'accept' ? 'accept' : 'apply';
  return {
    status: next(differenceMachine, row.status, event),
    decidedAction: action,
    decidedBy: by,
    evidence,
    decidedAt: now,
    closedAt: event === 'accept' ? now : null,
  };
}

/** Gone from accepted, it keeps the time of that; what vanished while it was open has been closed later. */
function wasAccepted({ status, decidedAction, decidedAt, closedAt }: ReportDifference): boolean {
  return status === 'gone' && decidedAction === 'accept' && closedAt?.getTime() === decidedAt?.getTime();
}

function keyOf({ type, subject }: { type: string; subject: string }): string {
  return `${type} ${subject}`;
}

/** The database gives the fields of an object back in an order of its own. */
function figuresOf(figures: Figures | null): string {
  return JSON.stringify(figures && Object.entries(figures).sort(([a], [b]) => (a < b ? -1 : 1)));
}
