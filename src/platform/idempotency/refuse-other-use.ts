import { AppError } from '../http/app-error.js';

/**
 * A key outlives the answers that are kept for it: long after, it must not be answered with what another request made,
 * for its caller would take that for done which nobody did.
 */
export function refuseOtherUse(before: { publicId: string }, isSame: boolean): void {
  if (!isSame) throw new AppError('conflict', `This Idempotency-Key was used for ${before.publicId}`);
}
