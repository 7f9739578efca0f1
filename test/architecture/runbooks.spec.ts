import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_TYPES } from '../../src/domain/timeline/describe-event.js';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'runbooks.md'), 'utf8');
const headings = page.split('\n').filter((line) => line.startsWith('## '));

/** Events after which somebody has to look, decide or tell a customer. */
const FOR_A_PERSON = [
  'attempt.manual',
  'charge.case_waiting',
  'attempt.closing_forbidden',
  'attempt.asking_failed',
  'attempt.late_doubt',
  'attempt.resolution_proposed',
  'mass_charge.approval_proposed',
  'capture.rejected',
  'void.rejected',
  'capture.postponed',
  'void.postponed',
  'subscription.change_failed',
  'subscription.migration_refused',
  'charge.blocked',
  'subscription.quarantined',
  'subscription.still_quarantined',
  'mass_charge.held',
  'breaker.opened',
  'gateway.misconfigured',
  'merchant.credentials_refused',
  'budget.exhausted',
  'budget.rate_limited',
  'attempt.surplus',
  'surplus.held',
  'refund.approval_needed',
  'refund.manual',
  'refund.unbooked',
  'refund.found',
  'refund.untold',
  'refund.rejected',
  'refund.postponed',
  'capture.manual',
  'void.manual',
  'attempt.hold_ending',
  'audit.breached',
  'audit.incomplete',
  'charging.stopped',
  'recovery.began',
  'webhook.rejected',
  'webhook.quarantine_full',
  'webhook.unmatched',
  'agreement.consent_needed',
  'card.expiring',
  'card.gone',
  'card.missing',
  'card.deletion_postponed',
  'routing.broken',
  'reconciliation.differences_found',
  'reconciliation.day_unread',
  'dunning.mail_due',
  'invoice.overdue',
  'charge.left_to_customer',
  'card.refused',
  'invoice.drafted',
  'subscription.unpaid',
  'charge.failed',
  'merchant.credentials_changed',
  'merchant.webhook_key_changed',
  'merchant.refund_approval_changed',
  'routing.changed',
  'webhook.flooded',
];

describe('the runbooks', () => {
  it.each(FOR_A_PERSON)('have a section for %s', (type) => {
    expect(headings.filter((line) => line.includes(`\`${type}\``))).toHaveLength(1);
  });

  it('name no event that does not exist', () => {
    const named = [...page.matchAll(/`([a-z_]+\.[a-z_]+)`/g)].map(([, name]) => name!);
    const types: readonly string[] = EVENT_TYPES;
    const prefixes = new Set(types.map((type) => type.split('.')[0]));
    expect(named.filter((name) => prefixes.has(name.split('.')[0]) && !types.includes(name))).toEqual([]);
    expect(named.length).toBeGreaterThan(FOR_A_PERSON.length);
  });
});
