/** What a plan gives, by name. */
export type Feature =
  | { readonly key: string; readonly type: 'switch'; readonly enabled: boolean }
  /** Null: without limit. */
  | { readonly key: string; readonly type: 'limit'; readonly limit: number | null }
  | { readonly key: string; readonly type: 'text'; readonly text: string };

export const FEATURE_TYPES = ['switch', 'limit', 'text'] as const;

/**
 * What several plans give together: on wins, the greatest limit wins, and of two texts the first. Where plans
 * disagree about the type of a name, the first says which it is.
 */
export function mergeEntitlements(plans: readonly (readonly Feature[])[]): Feature[] {
  const merged = new Map<string, Feature>();
  for (const feature of plans.flat()) {
    const before = merged.get(feature.key);
    merged.set(feature.key, before ? better(before, feature) : feature);
  }
  return [...merged.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function better(a: Feature, b: Feature): Feature {
  if (a.type === 'switch' && b.type === 'switch') return a.enabled ? a : b;
  if (a.type === 'limit' && b.type === 'limit') {
    if (a.limit === null || b.limit === null) return { ...a, limit: null };
    return { ...a, limit: Math.max(a.limit, b.limit) };
  }
  return a;
}
