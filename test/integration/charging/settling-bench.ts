import { money } from '../../../src/domain/money/money.js';
import type { PaymentReading } from '../../../src/gateway/payment-gateway.js';
import {
  type Attempt,
  AttemptsRepository,
  type GatewayOutcome,
  SettleCharge,
} from '../../../src/modules/charges/index.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';

export type Kind = GatewayOutcome['kind'];

export const STATES = ['prepared', 'sent', 'unknown', 'fenced', 'authorized', 'manual', 'declined', 'rejected', 'abandoned'] as const; // prettier-ignore

interface Standing {
  attempt: string;
  surplus: boolean;
  charge: string;
  invoice: string;
  subscription: string;
  postings: bigint;
}

/** An engine with one attempt that was really sent, and copies of it in every state, to be settled. */
export class SettlingBench {
  private nextPeriod = 100;

  private constructor(
    readonly engine: InProcessEngine,
    private readonly world: World,
    private readonly template: bigint,
  ) {}

  static async start(): Promise<SettlingBench> {
    const engine = await InProcessEngine.start();
    const world = await World.begin(engine, '2027-01-10T06:00:00Z');
    await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'drop_after' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    const [row] = await engine.sql<{ id: bigint }>(
      `SELECT max(id) AS id FROM attempts WHERE status = 'unknown'`,
    );
    return new SettlingBench(engine, world, row!.id);
  }

  async stop(): Promise<void> {
    await this.world.end();
    await this.engine.stop();
  }

  /** An invoice of its own with a charge and an attempt in the given state, copied from one that was really sent. */
  async attemptThatIs(status: (typeof STATES)[number]): Promise<Attempt> {
    await this.engine.sql(
      `UPDATE subscriptions SET status = 'active', cancel_requested_at = NULL, canceled_at = NULL, ended_at = NULL`,
    );
    await this.engine.sql(`UPDATE cards SET status = 'active', refused_reason = NULL`);
    const invoice = await this.copy(
      'invoices',
      { period_index: String(this.nextPeriod++), number: 'NULL' },
      `SELECT invoice_id FROM attempts WHERE id = ${this.template}`,
    );
    const isOver = ['declined', 'rejected', 'abandoned'].includes(status);
    const chargeStatus = status === 'manual' ? 'blocked' : isOver ? 'canceled' : 'processing';
    const charge = await this.copy(
      'charges',
      { invoice_id: String(invoice), status: `'${chargeStatus}'` },
      `SELECT charge_id FROM attempts WHERE id = ${this.template}`,
    );
    const id = await this.copy(
      'attempts',
      {
        invoice_id: String(invoice),
        charge_id: String(charge),
        status: `'${status}'`,
        order_no: 'gen_random_uuid()::text',
        session_id: `md5(random()::text) || '00000000'`,
        resolved_at: isOver ? 'now()' : 'NULL',
        fenced_at: status === 'fenced' ? 'now()' : 'NULL',
        ...(status === 'authorized' && {
          authorized_at: 'now()',
          hold_until: `now() + interval '7 days'`,
          next_check_at: 'now()',
        }),
      },
      String(this.template),
    );
    return this.engine
      .get(UnitOfWork)
      .read(
        async (tx) => (await this.engine.get(AttemptsRepository).findById(tx, this.world.merchant.id, id))!,
      );
  }

  async copy(table: string, changes: Record<string, string>, source: string): Promise<bigint> {
    const columns = await this.engine.sql<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name = $1 AND is_identity = 'NO'`,
      [table],
    );
    const fresh: Record<string, string> = { public_id: 'gen_random_uuid()::text', ...changes };
    const names = columns.map(({ name }) => name);
    const [row] = await this.engine.sql<{ id: bigint }>(
      `INSERT INTO ${table} (${names.join()}) SELECT ${names.map((name) => fresh[name] ?? name).join()}
       FROM ${table} WHERE id = (${source}) RETURNING id`,
    );
    return row!.id;
  }

  private outcome(kind: Kind, attempt: Attempt): GatewayOutcome {
    const reason = 'told by the test';
    switch (kind) {
      case 'succeeded':
        return { kind, payment: this.paymentOf(attempt) };
      case 'declined':
        return { kind, decline: { class: 'soft', code: '05', message: reason } };
      case 'authorized':
        return { kind, payment: this.paymentOf(attempt) };
      case 'refused':
        return { kind, message: reason };
      case 'unknown':
        return { kind, trouble: { code: 'timeout', message: reason, httpStatus: null } };
      case 'fenced':
        return { kind, reason, checkAgainAt: new Date('2027-02-10T08:00:00Z') };
      case 'unsent':
      case 'unpaid':
      case 'resolved_unpaid':
      case 'to_human':
      case 'late_doubt':
        return { kind, reason };
    }
  }

  private paymentOf(attempt: Attempt): PaymentReading {
    return {
      sessionId: attempt.sessionId!,
      orderNo: attempt.orderNo,
      state: 'paid',
      result: 'success',
      amount: money(attempt.amountMinor, attempt.currency),
      referenceNumber: 'REF1',
      gatewayCustomerId: null,
      agreementId: null,
      card: null,
      decline: null,
      checkoutUrl: null,
    };
  }

  settle(attempt: Attempt, kind: Kind) {
    return this.engine.get(SettleCharge).execute(attempt, this.outcome(kind, attempt), 'look');
  }

  async standing({ id }: Attempt): Promise<Standing> {
    const [row] = await this.engine.sql<Standing>(
      `SELECT a.status AS attempt, a.surplus, c.status AS charge, i.status AS invoice, s.status AS subscription,
         (SELECT count(*) FROM ledger_transactions t WHERE t.source LIKE 'attempt_%' AND t.source_id = a.id) AS postings
       FROM attempts a JOIN charges c ON c.id = a.charge_id JOIN invoices i ON i.id = a.invoice_id
       JOIN subscriptions s ON s.id = a.subscription_id WHERE a.id = $1`,
      [id],
    );
    return row!;
  }
}
