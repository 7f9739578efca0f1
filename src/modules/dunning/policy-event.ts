import type { NewEvent } from '../events/index.js';
import type { PolicyHead } from './dunning-policy.entity.js';

/** How a merchant's rules of collection changed; whoever asks later why a ladder was planned so finds it. */
export function policyEvent(
  type: 'dunning_policy.created' | 'dunning_policy.changed',
  { publicId, name, version, isDefault }: PolicyHead,
  occurredAt: Date,
): NewEvent {
  const data = { dunning_policy_id: publicId, name, version, is_default: isDefault };
  return { type, customerId: null, subscriptionId: null, occurredAt, data };
}
