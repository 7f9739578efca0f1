import ts from 'typescript';
import { cardMachine } from '../../src/domain/card/card-states.js';
import { attemptMachine } from '../../src/domain/charge/attempt-states.js';
import { chargeMachine } from '../../src/domain/charge/charge-states.js';
import { invoiceMachine } from '../../src/domain/invoice/invoice-states.js';
import { refundMachine } from '../../src/domain/refund/refund-states.js';
import { subscriptionMachine } from '../../src/domain/subscription/subscription-states.js';
import { engineFiles, type SourceFile } from './support/project.js';

/** A place where an object that may become a row is given a status. */
interface Write {
  file: string;
  value: string;
}

/**
 * Where a status of each row may be written, and by whom. Rows with a state machine get theirs from the
 * machine; the others have two or three states that one file each moves.
 */
const WRITERS = {
  machine: [
    'chargebacks/chargeback-lifecycle.ts',
    'cards/card-lifecycle.ts',
    'subscriptions/subscription-lifecycle.ts',
    'subscriptions/new-subscriptions.ts',
    'subscriptions/use-cases/import-subscriptions.ts',
    'invoices/invoice-lifecycle.ts',
    'charges/charge-lifecycle.ts',
    'charges/use-cases/open-charge.ts',
    'charges/use-cases/prepare-attempts.ts',
    'charges/use-cases/commit-to-send.ts',
    'charges/give-to-human.ts',
    'charges/settle-hold.ts',
    'charges/settle-success.ts',
    'charges/settle-negative.ts',
    'checkout/use-cases/first-payment.ts',
    'checkout/use-cases/open-invoice-page.ts',
    'recovery/use-cases/adopt-order.ts',
    'recovery/use-cases/end-overtaken.ts',
    'refunds/refund-lifecycle.ts',
    'refunds/refunds.repository.ts',
    'refunds/use-cases/send-refund.ts',
  ],
  plain: [
    // These only filter.
    'chargebacks/use-cases/read-chargebacks.ts',
    'charges/given-up.ts',
    'cards/agreements.repository.ts',
    'cards/cards.repository.ts',
    'checkout/card-setups.repository.ts',
    'checkout/use-cases/complete-card-setup.ts',
    'checkout/use-cases/set-up-card.ts',
    'day-reconciliation/books.repository.ts',
    'day-reconciliation/day-lifecycle.ts',
    'day-reconciliation/difference-lifecycle.ts',
    // These only say what a status is.
    'day-reconciliation/proposal-for.ts',
    'day-reconciliation/sightings.ts',
    'day-reconciliation/use-cases/read-days.ts',
    'merchants/test-clocks.repository.ts',
    'subscriptions/scheduled-changes.repository.ts',
    'merchants/use-cases/advance-test-clock.ts',
    'refunds/use-cases/read-refunds.ts',
    'webhooks/inbound-webhooks.repository.ts',
    'webhooks/use-cases/match-again.ts',
    'webhooks/use-cases/read-webhooks.ts',
    'webhooks/store-webhooks.ts',
    'webhooks/webhook-effects.ts',
    'webhooks/webhook-intake.ts',
  ],
};

const INITIAL = new Set<string>(
  [cardMachine, subscriptionMachine, invoiceMachine, chargeMachine, attemptMachine, refundMachine].map(
    ({ initial }) => `'${initial}'`,
  ),
);

const modules = engineFiles().filter(
  ({ path }) => path.startsWith('src/modules/') && !path.includes('/dto/'),
);

describe('a status', () => {
  const writes = modules.flatMap(writesOf);
  const from = (list: readonly string[]) => writes.filter(({ file }) => list.includes(file));

  it('is written only in the files that are named here', () => {
    const files = [...new Set(writes.map(({ file }) => file))].sort();
    expect(files).toEqual([...WRITERS.machine, ...WRITERS.plain].sort());
  });

  it('of a row with a state machine comes out of the machine, or is the one that rows are born with', () => {
    const literals = from(WRITERS.machine).filter(({ value }) => /^['"`]/.test(value));
    expect(literals.filter(({ value }) => !INITIAL.has(value))).toEqual([]);
  });

  it('is never assigned to a field of an entity in hand, past the repository', () => {
    const assigned = modules.filter(assignsStatus).map(({ path }) => path);
    // A filter of a query is no row.
    expect(assigned.filter((path) => !/use-cases\/read-\w+\.ts$/.test(path))).toEqual([]);
  });

  it('is not set by SQL', () => {
    const sql = modules
      .filter(({ text }) => /\bSET\b(?:(?!\bWHERE\b)[^`;])*\bstatus\s*=/.test(text))
      .map(({ path }) => path);
    expect(sql).toEqual([
      // The upsert of a card that was removed and came back.
      'src/modules/cards/cards.repository.ts',
      // Both states are handed in by CommitToSend, out of the machine.
      'src/modules/charges/attempt-leases.repository.ts',
    ]);
  });
});

function writesOf({ path, text }: SourceFile): Write[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const found: Write[] = [];
  const visit = (node: ts.Node): void => {
    const isStatus =
      (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) &&
      node.name.getText() === 'status';
    if (isStatus && !isQuestion(node)) {
      const value = ts.isPropertyAssignment(node) ? node.initializer.getText() : 'status';
      found.push({ file: path.replace('src/modules/', ''), value: value.replace(/ as const$/, '') });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function assignsStatus({ path, text }: SourceFile): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    found ||=
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      ts.isPropertyAccessExpression(node.left) &&
      node.left.name.text === 'status';
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true));
  return found;
}

/** Whether the object is asked with, not written: a `where`, a filter, facts for a pure decision. */
function isQuestion(property: ts.Node): boolean {
  for (let node: ts.Node = property; node.parent; node = node.parent) {
    const { parent } = node;
    if (ts.isPropertyAssignment(parent) && parent.name.getText() === 'where') return true;
    if (ts.isVariableDeclaration(parent) && parent.name.getText() === 'where') return true;
    if (!ts.isCallExpression(parent) || node === parent.expression) continue;
    const called = ts.isPropertyAccessExpression(parent.expression)
      ? parent.expression.name.text
      : parent.expression.getText();
    if (/^(find|exists|count|page|decide)/.test(called)) return true;
    // The criteria of TypeORM's update(Entity, criteria, changes).
    const [entity, criteria] = parent.arguments;
    if (called === 'update' && entity && /^[A-Z]/.test(entity.getText()) && node === criteria) return true;
  }
  return false;
}
