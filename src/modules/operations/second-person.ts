/** What one person says, as far as it matters who said it. */
export interface Voice {
  outcome: string;
  decidedBy: string;
  apiKeyId: bigint;
}

export type Step = 'carry_out' | 'propose' | 'same_person';

/**
 * What a person's word leads to. Where two are asked for, the second must come by another key and another
 * name: one person with two keys, or a key that two share, is no second look. Another outcome than the one
 * proposed takes its place, or a proposer who has left would hold the payment for ever.
 */
export function stepAfter(needsSecond: boolean, proposal: Voice | null, voice: Voice): Step {
  if (!needsSecond) return 'carry_out';
  if (proposal === null || proposal.outcome !== voice.outcome) return 'propose';
  const isSame = proposal.apiKeyId === voice.apiKeyId || plain(proposal.decidedBy) === plain(voice.decidedBy);
  return isSame ? 'same_person' : 'carry_out';
}

export interface OpenCase<Decision> {
  no: number;
  /** What the first person has said of it, if anybody has. */
  proposal: Decision | null;
}

/**
 * Which case of an attempt waits, by all that was said of it, the oldest first. A word that was carried out ended its
 * case; when the platform speaks differently afterwards that is a new one, of which nobody has said anything yet.
 */
export function openCaseOf<Decision extends { carriedOut: boolean }>(
  decisions: readonly Decision[],
): OpenCase<Decision> {
  const last = decisions.at(-1);
  return {
    no: decisions.filter(({ carriedOut }) => carriedOut).length + 1,
    proposal: last && !last.carriedOut ? last : null,
  };
}

/** "  NOURA  Alsabah" and "Noura Alsabah" are one person. */
function plain(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
}
