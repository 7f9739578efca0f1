/** What a webhook turned out to be. A hint at most, never a fact. */
export type WebhookReading =
  | {
      kind: 'verified';
      scheme: 'flat-18' | 'path-26';
      orderNo: string | null;
      /** Null when the scheme in use does not sign it. */
      sessionId: string | null;
      state: string | null;
    }
  | { kind: 'not_json'; reason: string }
  | { kind: 'malformed'; field: string; reason: string }
  | { kind: 'bad_signature'; reason: string };

export type OperationWebhookReading =
  | { kind: 'verified'; scheme: 'flat-18' | 'path-26'; orderNo: string | null; sessionId: string | null }
  | Exclude<WebhookReading, { kind: 'verified' }>;
