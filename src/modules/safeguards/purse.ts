import { CALL_CLASSES, type CallClass, REQUESTS_PER_CHARGE } from '../../domain/safeguards/request-budget.js';

/** How a day of the platform looks to a merchant. */
export interface PlatformDay {
  /** The platform's UTC day. */
  day: string;
  endsAt: Date;
  /** The same instant on the merchant's clock. */
  endsAtForMerchant: Date;
  onTestClock: boolean;
}

/** What one process has in hand of a merchant's day. Lost with the process: at most a block of each class. */
export class Purse {
  readonly left = Object.fromEntries(CALL_CLASSES.map((name) => [name, 0])) as Record<CallClass, number>;
  readonly exhausted = new Set<CallClass>();
  readonly refills = new Map<CallClass, Promise<number>>();
  /** Set aside for charges that have begun. */
  promised = 0;
  /** The platform asked to wait. In the merchant's time. */
  blockedUntil: Date | null = null;

  constructor(
    readonly merchantId: bigint,
    readonly apiUser: string,
    readonly limit: number,
    readonly day: PlatformDay,
  ) {}

  /** Whether two requests for one charge are in hand. `now` is the merchant's. */
  canPromise(now: Date): boolean {
    if (now >= this.day.endsAtForMerchant || this.isBlocked(now)) return false;
    return this.left.charge >= REQUESTS_PER_CHARGE;
  }

  promiseCharge(): void {
    this.left.charge -= REQUESTS_PER_CHARGE;
    this.promised += REQUESTS_PER_CHARGE;
  }

  /** Of a charge that is not begun after all. A purse that was opened since then has promised nothing for it. */
  withdrawPromise(): void {
    if (this.promised < REQUESTS_PER_CHARGE) return;
    this.promised -= REQUESTS_PER_CHARGE;
    this.left.charge += REQUESTS_PER_CHARGE;
  }

  isBlocked(now: Date): boolean {
    return this.blockedUntil !== null && this.blockedUntil > now;
  }
}
