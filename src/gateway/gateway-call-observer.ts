import { Logger } from '@nestjs/common';

/** Which calls there are. `clock` goes to a simulator only. */
export const GATEWAY_ENDPOINTS = [
  'create',
  'retrieve',
  'auto_debit',
  'inquiry',
  'expire',
  'refund',
  'capture',
  'void',
  'cards',
  'card_delete',
  'payment_methods',
  'reports',
  'report_download',
  'clock',
] as const;

export type GatewayEndpoint = (typeof GATEWAY_ENDPOINTS)[number];

/** One call to the payment platform, as it may be stored and shown. Carries no secret, and of a body only named fields. */
export interface GatewayCall {
  merchantId: bigint;
  endpoint: GatewayEndpoint;
  /** By whose credentials: the name of a user, the fingerprint of a key. */
  apiUser: string;
  sessionId?: string;
  orderNo?: string;
  /** Whose cards it was about. */
  gatewayCustomerId?: string;
  startedAt: Date;
  durationMs: number;
  /** Null when no answer arrived. */
  httpStatus: number | null;
  /** What the answer was taken for: `succeeded`, `declined`, `timeout`, … */
  outcome: string;
  /** What the answer said, as far as it may be kept; null where the outcome says it all. */
  said: Record<string, string | number | boolean> | null;
}

/**
 * Told of every call after it ended. Whoever wants to keep them provides this class from a global
 * module; without one they go to the debug log. An observer that throws is ignored: a lost line of a
 * log must never turn a successful charge into an error.
 */
export abstract class GatewayCallObserver {
  abstract onCall(call: GatewayCall): void;
}

export class LoggingGatewayCallObserver extends GatewayCallObserver {
  private readonly logger = new Logger('Gateway');

  onCall(call: GatewayCall): void {
    const status = call.httpStatus ?? 'no answer';
    const subject = call.sessionId ?? call.orderNo ?? call.gatewayCustomerId ?? '';
    this.logger.debug(
      `merchant ${call.merchantId} ${call.endpoint} ${subject} ${status} ${call.outcome} ${Math.round(call.durationMs)} ms`,
    );
  }
}
