import type { Charge } from '../../src/simulator/index.js';
import { AuditBooks, type Finding } from '../../src/modules/audit/index.js';
import { compareBooks } from '../support/compare-books.js';
import type { InProcessEngine } from '../support/in-process-engine.js';
import type { Shop } from './shop.js';

/** Something that must never be. */
export class Violation extends Error {}

interface PaidInvoice {
  invoice: string;
  order_no: string;
}

/** Holds what really happened against what must be true, while it happens. */
export class Watch {
  private readonly fresh = new Map<string, Charge>();
  private readonly paidBy = new Map<string, string>();
  charges = 0;

  constructor(private readonly engine: () => InProcessEngine) {}

  /** Money moved, whether or not the engine was told. */
  seen(charge: Charge): void {
    if (!this.known.has(charge.id)) this.fresh.set(charge.id, charge);
    this.known.add(charge.id);
  }

  /** No invoice is paid twice, and no money moves of which the books have no attempt. */
  async check(): Promise<void> {
    if (this.fresh.size === 0) return;
    const orders = [...this.fresh.values()].map(({ order_no }) => order_no);
    this.fresh.clear();
    this.charges += orders.length;
    const rows = await this.engine().sql<PaidInvoice>(
      `SELECT a.order_no, i.public_id AS invoice FROM attempts a
       JOIN invoices i ON i.merchant_id = a.merchant_id AND i.id = a.invoice_id WHERE a.order_no = ANY ($1)`,
      [orders],
    );
    const invoiceOf = new Map(rows.map(({ order_no, invoice }) => [order_no, invoice]));
    for (const order of orders) {
      const invoice = invoiceOf.get(order ?? '');
      if (invoice === undefined) throw new Violation(`order ${order} moved money and is in no book`);
      const before = this.paidBy.get(invoice);
      if (before !== undefined)
        throw new Violation(`invoice ${invoice} was paid twice: ${before} and ${order}`);
      this.paidBy.set(invoice, order!);
    }
  }

  /** Of the books in themselves. */
  async auditMoney(): Promise<void> {
    const broken = (await this.audit()).filter(({ check }) => check.guards === 'money');
    if (broken.length > 0) throw new Violation(describe(broken));
  }

  /** What is not as it should be when everything has come to rest. */
  async atRest(shops: readonly Shop[]): Promise<string[]> {
    await this.check();
    const books = {
      query: <Row extends object>(text: string, values?: unknown[]) => this.engine().sql<Row>(text, values),
    };
    const differences = Object.entries(await compareBooks(books, shops)) as [string, string[]][];
    const audited = await this.audit();
    return [
      ...differences.flatMap(([name, items]) => items.map((item) => `${name}: ${item}`)),
      ...(audited.length > 0 ? [describe(audited)] : []),
    ];
  }

  private async audit(): Promise<Finding[]> {
    const findings = await this.engine().get(AuditBooks).execute(null);
    return findings.filter(({ breaches }) => breaches.length > 0);
  }

  private readonly known = new Set<string>();
}

function describe(findings: Finding[]): string {
  return findings
    .map(({ check, breaches }) => `${check.name}: ${breaches.flatMap(({ examples }) => examples).join('; ')}`)
    .join('\n');
}
