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
  pair: Omit<Pair, 'isLive' | 'fileMadeAt'>;
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
    const sessions = [...payments.map(({ line }) => line.sessionId), ...parentsOf(refunds)];
    const bySession = keyed(await this.books.attemptsBySession(tx, merchantId, sessions), sessionOf);
    const strangers = payments.filter(({ line }) => !bySession.has(line.sessionId));
    const byOrder = keyed(await this.books.attemptsByOrder(tx, merchantId, ordersOf(strangers)), orderOf);
    const children = refunds.map(({ line }) => line.sessionId);
    const byChild = keyed(await this.books.refundsByChild(tx, merchantId, children), sessionOf);
    const firstLines = await this.lines.firstLines(tx, day, [
      ...new Set(page.map(({ line }) => line.sessionId)),
    ]);

    const about = (line: ReportLine): { booked?: Booked; parent?: Booked } => {
      if (line.operation === 'payment') {
        return { booked: bySession.get(line.sessionId) ?? byOrder.get(line.orderNo ?? '') };
      }
      if (line.operation !== 'refund') return {};
      return { booked: byChild.get(line.sessionId), parent: bySession.get(line.parentSessionId ?? '') };
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
        },
      };
    });
  }

  /** Refunds of what these lines are about, that went through by our books and stand in no line. */
  async untoldRefunds(tx: Tx, day: ReconciliationDay, matched: Matched[]): Promise<Booked[]> {
    const told = matched.filter(
      ({ pair }) => pair.ours?.kind === 'attempt' && pair.ours.sessionId === pair.line.sessionId,
    );
    const refunds = await this.books.paidBack(tx, day, [...new Set(told.map(({ attemptId }) => attemptId!))]);
    const children = await this.lines.toldSessions(tx, day.merchantId, refunds.map(sessionOf));
    return refunds.filter((refund) => !children.has(sessionOf(refund)));
  }

  /** Payments from after `afterId` that succeeded by our books, and those of them that stand in no line. */
  async untold(tx: Tx, day: ReconciliationDay, afterId: bigint, limit: number) {
    const paid = await this.books.paid(tx, day, afterId, limit);
    const sessions = await this.lines.toldSessions(tx, day.merchantId, paid.map(sessionOf));
    const strangers = paid.filter((payment) => !sessions.has(sessionOf(payment)));
    const orders = await this.lines.toldOrders(tx, day, strangers.map(orderOf));
    return { paid, untold: strangers.filter((payment) => !orders.has(orderOf(payment))) };
  }
}

const isUnknown = ({ booked, parent }: { booked?: Booked; parent?: Booked }) => !booked && !parent;
/** Of a payment that never got a session: an empty one, which no line has. */
const sessionOf = ({ ours }: Booked) => ours.sessionId ?? '';
const orderOf = ({ orderNo }: Booked) => orderNo;
const parentsOf = (lines: StagedLine[]) => lines.flatMap(({ line }) => line.parentSessionId ?? []);
const ordersOf = (lines: StagedLine[]) => lines.flatMap(({ line }) => line.orderNo ?? []);
const keyed = (all: Booked[], key: (one: Booked) => string) => new Map(all.map((one) => [key(one), one]));
