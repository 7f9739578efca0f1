/** What the time until an anchor costs: its days, nothing, or a whole period. */
export const STUB_POLICIES = ['prorated', 'free', 'full'] as const;

export type StubPolicy = (typeof STUB_POLICIES)[number];
