import type { SeededRandom } from './random.js';
import type { JsonObject } from './state/types.js';

export const FAULT_ENDPOINTS = [
  'create',
  'retrieve',
  'patch',
  'auto_debit',
  'inquiry',
  'operation',
  'cards',
  'card_delete',
  'payment_methods',
  'reports',
  'pay',
  'webhook',
  'operation_webhook',
  '*',
] as const;
export type FaultEndpoint = (typeof FAULT_ENDPOINTS)[number];

export const API_FAULTS = [
  'delay',
  'delay_after',
  'drop_before',
  'drop_after',
  'error_before',
  'error_after',
  'hang_before',
  'hang_after',
  'broken_body',
  'truncated_body',
  'wrong_echo',
  'force_decline',
  'force_outcome',
  'report_file',
  'outage',
] as const;
export const WEBHOOK_FAULTS = [
  'duplicate',
  'late',
  'reorder',
  'lost',
  'bad_signature',
  'wrong_echo',
  'delay',
] as const;

export interface FaultAction extends JsonObject {
  type: string;
}

export interface FaultMatch {
  endpoint?: FaultEndpoint;
  /** Of the endpoint `operation`: `refund`, `expire` and so on. */
  operation?: string;
  order_no?: string;
  order_no_prefix?: string;
  session_id?: string;
  customer_id?: string;
  agreement_id?: string;
}

export interface Fault {
  id: string;
  match: FaultMatch;
  action: FaultAction;
  /** How often it strikes; null: until it is deleted. */
  times: number | null;
  /** Matching calls let through first. */
  skip: number;
  probability: number;
  seen: number;
  hits: number;
}

/** What is known of a call when faults are looked up. */
export interface FaultSubject {
  endpoint: FaultEndpoint;
  operation?: string;
  order_no?: string;
  session_id?: string;
  customer_id?: string;
  agreement_id?: string;
}

function matches(match: FaultMatch, subject: FaultSubject): boolean {
  const isWebhook = subject.endpoint === 'webhook' || subject.endpoint === 'operation_webhook';
  const endpoint = match.endpoint ?? '*';
  if (endpoint === '*' ? isWebhook : endpoint !== subject.endpoint) return false;
  if (match.order_no_prefix !== undefined && !subject.order_no?.startsWith(match.order_no_prefix))
    return false;
  const exact = ['operation', 'order_no', 'session_id', 'customer_id', 'agreement_id'] as const;
  return exact.every((name) => match[name] === undefined || match[name] === subject[name]);
}

/** Faults that were switched on, in the order they were. */
export class Faults {
  private faults = new Map<string, Fault>();

  constructor(private random: SeededRandom) {}

  reseed(random: SeededRandom): void {
    this.random = random;
    this.faults = new Map();
  }

  add(fault: Omit<Fault, 'seen' | 'hits'>): Fault {
    const added = { ...fault, seen: 0, hits: 0 };
    this.faults.delete(fault.id);
    this.faults.set(fault.id, added);
    return added;
  }

  newId(): string {
    return `fault_${this.random.hex('fault-id').slice(0, 12)}`;
  }

  list(): Fault[] {
    return [...this.faults.values()];
  }

  get(id: string): Fault | undefined {
    return this.faults.get(id);
  }

  remove(id: string): boolean {
    return this.faults.delete(id);
  }

  /** Nobody has deleted it since it struck. */
  isOn(action: FaultAction): boolean {
    return this.list().some((fault) => fault.action === action);
  }

  clear(): void {
    this.faults.clear();
  }

  /** The actions that strike this call; counts them as struck. */
  strike(subject: FaultSubject): FaultAction[] {
    if (this.faults.size === 0) return [];
    const actions: FaultAction[] = [];
    for (const fault of this.faults.values()) {
      if (fault.times !== null && fault.hits >= fault.times) continue;
      if (!matches(fault.match, subject)) continue;
      fault.seen++;
      if (fault.seen <= fault.skip) continue;
      if (fault.probability < 1 && this.random.fraction('fault') >= fault.probability) continue;
      fault.hits++;
      actions.push(fault.action);
    }
    return actions;
  }
}
