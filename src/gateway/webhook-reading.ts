/** What a webhook turned out to be. A hint at most, never a fact. */
export type WebhookReading =
  | {
      kind: 'verified';
      scheme: 'flat-18' | 'path-26';
      orderNo: string | null;
      /** Null when the scheme in use does not sign it. */
      sessionId: string | null;
      /** Whether signed or not: where one may look, and never more. */
      namedSessionId: string | null;
      state: string | null;
    }
  | { kind: 'not_json'; reason: string }
  | { kind: 'malformed'; field: string; reason: string }
  | { kind: 'bad_signature'; reason: string };

export type OperationWebhookReading =
  | { kind: 'verified'; scheme: 'flat-18' | 'path-26'; orderNo: string | null; sessionId: string | null }
  | Exclude<WebhookReading, { kind: 'verified' }>;

export interface WebhookToInspect {
  kind: 'payment' | 'operation';
  keys: readonly string[];
  rawBody: Buffer;
  /** The account it is for is a live one. */
  isLive: boolean;
}

/** One look at a webhook, and whether it was right. */
export interface WebhookCheck {
  name: 'body' | 'signature' | 'type' | 'grammar' | 'ambiguity' | 'environment';
  passed: boolean;
  detail: string;
}

export interface WebhookInspection {
  /**
   * In the order in which they are made, up to the first that failed. `environment` is a note and refuses nothing,
   * for whether a payment was made in the sandbox is not signed: the session that is read back says it.
   */
  checks: WebhookCheck[];
  /** What it says, believed or not: the fields that either scheme can sign, but for the token. */
  fields: Record<string, string>;
}
