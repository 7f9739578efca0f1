/**
 * Whose time the clock's work runs on: everybody's, or one sandbox merchant's test clock. Merchants
 * with a test clock are never touched by the real one: their future would be billed today.
 */
export type TimeScope = { kind: 'real' } | { kind: 'test_clock'; merchantId: bigint };

/** The SQL condition of a scope on `column`; `parameter` is where scopeParameter() goes. */
export function scopeCondition(scope: TimeScope, column: string, parameter: string): string {
  return scope.kind === 'real'
    ? `(${parameter}::bigint IS NULL AND ${column} NOT IN (SELECT merchant_id FROM test_clocks))`
    : `${column} = ${parameter}::bigint`;
}

export function scopeParameter(scope: TimeScope): bigint | null {
  return scope.kind === 'real' ? null : scope.merchantId;
}

/**
 * What a claim does with due rows that a hint has locked this moment: the next round takes them. A test clock has no next
 * round at its instant: it would walk on, past what is due, perhaps for days, so that its claim waits for them.
 */
export function unlessHinted(scope: TimeScope): string {
  return scope.kind === 'real' ? 'SKIP LOCKED' : '';
}
