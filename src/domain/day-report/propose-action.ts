import type { DifferenceType } from './classify-difference.js';

/** What a call can do about a difference. */
export const ACTIONS = ['ask_again', 'look_at_refunds', 'read_file_again', 'accept'] as const;
export type Action = (typeof ACTIONS)[number];
/** `investigate`: no call helps; somebody takes it up with Ottu, or brings the payment back by `npm run recover`. */
export const PROPOSALS = [...ACTIONS, 'investigate'] as const;
export type Proposal = (typeof PROPOSALS)[number];

/** The three who speak of one payment, each in its own words; null who says nothing. */
export interface Voices {
  type: DifferenceType;
  ours: { kind: string; status: string; sessionId: string | null; amount: string; currency: string } | null;
  file: { operation: string } | null;
  /** What the platform answered about the session itself; null where it was not asked, or could not be. */
  platform: { state: string; amount: string | null; currency: string | null } | null;
  /** The session that the difference is about. */
  sessionId: string | null;
  /** A payment of ours is known by it. */
  isOfOurs: boolean;
  /** The file was read once more because of it, and it is still there. */
  wasReadAgain: boolean;
}

/** In these nothing is left that asking could settle. */
const SETTLED_UNPAID = ['declined', 'abandoned', 'rejected'];

/**
 * What to do about a difference. Two voices against one: where the platform's own status agrees with our books, the
 * file is late or wrong; where it agrees with the file, our books are, and no file settles anything. A person always
 * decides, and what is done goes through the same doors as everything that is learned of a payment.
 */
export function proposeAction(voices: Voices): Proposal {
  const { type, ours, file, platform, isOfOurs } = voices;
  if (type === 'fee' || type === 'sandbox_in_live') return 'accept';
  if (type === 'duplicate') return ofDuplicate(voices);
  if (ours?.kind === 'refund' || file?.operation === 'refund') {
    // Of a payment that we do not know, the line of the payment itself tells.
    return isOfOurs ? 'look_at_refunds' : 'accept';
  }
  if (ours === null) return platform?.state === 'paid' ? 'investigate' : doubtTheFile(voices);
  if (ours.kind === 'attempt' && ours.status !== 'succeeded') return ofUnpaid(voices, ours.status);
  return ofPaid(voices, ours);
}

/** A line that is there twice is a fault of the file; another session of the same order, paid, is a payment too many. */
function ofDuplicate(voices: Voices): Proposal {
  const { ours, platform, sessionId } = voices;
  if (ours === null || ours.sessionId === null || ours.sessionId === sessionId) return 'accept';
  return platform?.state === 'paid' ? 'investigate' : doubtTheFile(voices);
}

/** The file tells of money that our books do not. */
function ofUnpaid({ type, platform }: Voices, status: string): Proposal {
  if (platform === null || platform.state === 'paid' || !SETTLED_UNPAID.includes(status)) return 'ask_again';
  // The platform's file says that money moved, its status that it did not: asking once more says the same.
  return type === 'state' ? 'investigate' : 'accept';
}

/** Our books tell of money, and the file does not, or of other money. Asking again could not undo what is booked. */
function ofPaid(voices: Voices, ours: NonNullable<Voices['ours']>): Proposal {
  const { type, file, platform } = voices;
  if (platform === null) return voices.wasReadAgain ? 'investigate' : 'read_file_again';
  if (ours.kind === 'capture') {
    return ['paid', 'authorized'].includes(platform.state) ? doubtTheFile(voices) : 'investigate';
  }
  // How much of it was captured, or whether it was let go, a session does not tell.
  if (file?.operation === 'capture' || file?.operation === 'void') return 'investigate';
  const isSame = platform.amount === ours.amount && platform.currency === ours.currency;
  const agrees =
    platform.state === 'paid' && (isSame || (type === 'missing_there' && platform.amount === null));
  return agrees ? doubtTheFile(voices) : 'investigate';
}

/** It may be late, or be made again; once that was tried, it is wrong. */
function doubtTheFile({ wasReadAgain }: Voices): Proposal {
  return wasReadAgain ? 'accept' : 'read_file_again';
}
