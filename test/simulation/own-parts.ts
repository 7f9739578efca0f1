import type { Type } from '@nestjs/common';
import { BudgetedGateway } from '../../src/gateway/budgeted-gateway.js';
import { OttuGateway } from '../../src/gateway/ottu/ottu-gateway.js';
import { PaymentGateway } from '../../src/gateway/payment-gateway.js';
import { BillDue } from '../../src/modules/auto-debit/use-cases/bill-due.js';
import { ChargePipeline } from '../../src/modules/auto-debit/use-cases/charge-pipeline.js';
import { RunDue } from '../../src/modules/auto-debit/index.js';
import { MassChargeGuard } from '../../src/modules/charges/mass-charge-guard.js';
import { SettleCharge } from '../../src/modules/charges/settle-charge.js';
import { ClaimCharges } from '../../src/modules/charges/use-cases/claim-charges.js';
import { CommitToSend } from '../../src/modules/charges/use-cases/commit-to-send.js';
import { GatewayBreakers } from '../../src/modules/safeguards/gateway-breakers.js';
import { RequestBudgets } from '../../src/modules/safeguards/request-budgets.js';
import type { InProcessEngine } from '../support/in-process-engine.js';

type Class = Type<unknown>;

/**
 * What a process keeps in its memory: batches under way, what is on its way, requests in hand. When the process
 * is killed all of it must be gone, and nobody else may wait for it.
 */
const REMEMBERING: ReadonlySet<unknown> = new Set<unknown>([
  BillDue,
  ChargePipeline,
  ClaimCharges,
  CommitToSend,
  GatewayBreakers,
  MassChargeGuard,
  RequestBudgets,
  RunDue,
  SettleCharge,
]);

/** The parts of one more process in the same container: its own where they remember, shared where they do not. */
export class OwnParts {
  private readonly made = new Map<unknown, unknown>();

  constructor(private readonly engine: InProcessEngine) {}

  of<T>(what: Type<T>): T {
    if (!this.made.has(what)) this.made.set(what, this.make(what));
    return this.made.get(what) as T;
  }

  private make(what: Class): unknown {
    if ((what as unknown) === PaymentGateway) {
      return new BudgetedGateway(this.engine.get(OttuGateway), this.of(RequestBudgets));
    }
    const shared = this.engine.get<unknown>(what);
    const parts = (Reflect.getMetadata('design:paramtypes', what) ?? []) as Class[];
    // What is made by a factory has parts that are no providers, and remembers nothing of a process.
    if (!parts.every((part) => this.isProvided(part))) return shared;
    const own = parts.map((part) => this.of(part));
    const isOwn = REMEMBERING.has(what) || own.some((part, i) => part !== this.engine.get(parts[i]!));
    return isOwn ? new what(...own) : shared;
  }

  private isProvided(part: Class): boolean {
    try {
      return this.engine.get<unknown>(part) !== undefined;
    } catch {
      return false;
    }
  }
}
