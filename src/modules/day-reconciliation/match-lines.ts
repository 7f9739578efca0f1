import { Injectable } from '@nestjs/common';
import type { Pair } from '../../domain/day-report/classify-difference.js';
import type { ReportLine } from '../../domain/day-report/read-report-line.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { type Booked, BooksRepository } from './books.repository.js';
import { LinesRepository, type StagedLine } from './lines.repository.js';
import type { ReconciliationDay } from './reconciliation-day.entity.js';

/** How this engine names an order: see platform/security/order-no.ts. */
const OUR_ORDER = /^r1-[a-z2-7]{26}-[0-9]+$/;

/** A line beside what our books say of it. */
export interface Matched {
  n: number;
  pair: Omit<Pair, 'isLive' | 'fileMadeAt' | 'dayEndsAt'>;
  attemptId: bigint | null;
  refundId: bigint | null;
}

/** Finds what belongs together, a page at a time: lines to our books, and our books to lines. */
@Injectable()
export class MatchLines {
  constructor(
    private readonly lines: LinesRepository,
    private readonly books: BooksRepository,
  ) {}

  /** The day's lines from after `afterLine`, each with the payment or refund that it is about. */
  async matched(tx: Tx, day: ReconciliationDay, afterLine: number, limit: number): Promise<Matched[]> {
    const page = await this.lines.page(tx, day, afterLine, limit);
    const { merchantId } = day;
    const payments = page.filter(({ line }) => line.operation === 'payment');
    const refunds = page.filter(({ line }) => line.operation === 'refund');
    const children = page.filter(({ line }) => line.operation !== 'payment');
    const sessions = [...payments.map(({ line }) => line.sessionId), ...parentsOf(children)];
    const bySession = keyed(await this.books.attemptsBySession(tx, merchantId, sessions), sessionOf);
    const strangers = payments.filter(({ line }) => !bySession.has(line.sessionId));
    const byOrder = keyed(await this.books.attemptsByOrder(tx, merchantId, ordersOf(strangers)), orderOf);
    const byChild = keyed(await this.books.refundsByChild(tx, merchantId, namesOf(refunds)), sessionOf);
    const unnamed = await this.books.unnamedRefunds(tx, merchantId, parentsOf(refunds));
    const byParent = keyed(unnamed, (one) => partOf(one.parentSessionId, one.ours.amount.minor));
    const held = payments.filter(({ line }) => line.state === 'authorized');
    const captured = await this.lines.captured(tx, merchantId, namesOf(held));
    const firstLines = await this.lines.firstLines(tx, day, [
      ...new Set(page.map(({ line }) => line.sessionId)),
    ]);

    const about = (line: ReportLine): { booked?: Booked; parent?: Booked } => {
      if (line.operation === 'payment') {
        return { booked: bySession.get(line.sessionId) ?? byOrder.get(line.orderNo ?? '') };
      }
      const parent = bySession.get(line.parentSessionId ?? '');
      if (line.operation !== 'refund') return { booked: parent };
      const nameless = byParent.get(partOf(line.parentSessionId, line.amount.minor));
      return { booked: byChild.get(line.sessionId) ?? nameless, parent };
    };
    const unknown = page.filter(({ line }) => isUnknown(about(line)) && OUR_ORDER.test(line.orderNo ?? ''));
    const setups = await this.books.setupOrders(tx, merchantId, ordersOf(unknown));
    const lost = new Set(unknown.filter(({ line }) => !setups.has(line.orderNo!)));
    return page.map((staged) => {
      const { n, line } = staged;
      const { booked, parent } = about(line);
      return {
        n,
        attemptId: (booked ?? parent)?.attemptId ?? null,
        refundId: booked?.refundId ?? null,
        pair: {
          line,
          ours: booked?.ours ?? null,
          looksOurs: !isUnknown({ booked, parent }) || lost.has(staged),
          isRepeated: firstLines.get(line.sessionId)! < n,
          capturedMinor: captured.get(line.sessionId) ?? 0n,
        },
      };
    });
  }

  /**
   * Refunds and captures of the day from after `afterId` that were made by our books, and those of them that stand in
   * no line of any file that is kept: under which day the platform files them, it does not say.
   */
  async untoldOperations(tx: Tx, day: ReconciliationDay, afterId: bigint, limit: number) {
    const made = await this.books.made(tx, day, afterId, limit);
    const parents = made.flatMap(({ parentSessionId }) => parentSessionId ?? []);
    const told = await this.lines.toldOperations(tx, day.merchantId, made.map(sessionOf), parents);
    const names = new Set(told.map(({ sessionId }) => sessionId));
    const parts = new Set(
      told.map((line) => `${line.operation} ${partOf(line.parentSessionId, line.amountMinor)}`),
    );
    const isTold = ({ ours, parentSessionId }: Booked) =>
      ours.sessionId === null
        ? parts.has(`${ours.kind} ${partOf(parentSessionId, ours.amount.minor)}`)
        : names.has(ours.sessionId);
    return { made, untold: made.filter((one) => !isTold(one)) };
  }

  /** Payments from after `afterId` that succeeded by our books, and those of them that stand in no line. */
  async untold(tx: Tx, day: ReconciliationDay, afterId: bigint, limit: number) {
    const paid = await this.books.paid(tx, day, afterId, limit);
    const sessions = await this.lines.toldSessions(tx, day.merchantId, paid.map(sessionOf));
    const strangers = paid.filter((payment) => !sessions.has(sessionOf(payment)));
    const orders = await this.lines.toldOrders(tx, day, strangers.map(orderOf));
    return { paid, untold: strangers.filter((payment) => !orders.has(orderOf(payment))) };
  }

  /**
   * Late payments from after `afterId`, and those of them of which no file that is kept says that they came. That they
   * stand in one is not enough: it may be older than the payment.
   */
  async untoldLate(tx: Tx, day: ReconciliationDay, afterId: bigint, limit: number) {
    const late = await this.books.late(tx, day, afterId, limit);
    const sessions = late.map(sessionOf);
    const arrived = await this.lines.arrived(tx, day.merchantId, sessions);
    const captured = await this.lines.captured(tx, day.merchantId, sessions);
    const isTold = (payment: Booked) =>
      arrived.has(sessionOf(payment)) || captured.get(sessionOf(payment)) === payment.ours.amount.minor;
    return { late, untold: late.filter((payment) => !isTold(payment)) };
  }
}

const isUnknown = ({ booked, parent }: { booked?: Booked; parent?: Booked }) => !booked && !parent;
/** Of a payment that never got a session: an empty one, which no line has. */
const sessionOf = ({ ours }: Booked) => ours.sessionId ?? '';
const orderOf = ({ orderNo }: Booked) => orderNo;
const parentsOf = (lines: StagedLine[]) => lines.flatMap(({ line }) => line.parentSessionId ?? []);
const namesOf = (lines: StagedLine[]) => lines.map(({ line }) => line.sessionId);
/** What has no name is known by its payment and its amount. */
const partOf = (parent: string | null, minor: bigint) => `${parent} ${minor}`;
const ordersOf = (lines: StagedLine[]) => lines.flatMap(({ line }) => line.orderNo ?? []);
const keyed = (all: Booked[], key: (one: Booked) => string) => new Map(all.map((one) => [key(one), one]));
