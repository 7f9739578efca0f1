import type { CredentialUse } from '../../gateway/credentials.js';
import type { LookResult } from '../../gateway/payment-gateway.js';

export type CredentialVerdict =
  { kind: 'good' } | { kind: 'bad'; reason: string } | { kind: 'unsure'; warning: string };

/**
 * What Ottu's answer to a look at a session that does not exist says about who asked.
 * 401: nobody we know. 403: somebody who may not read, which is what asking is, and nothing that charging or
 * refunding needs; so a user that may only refund can be saved. Silence proves nothing either way.
 */
export function judgeCredentials(use: CredentialUse, look: LookResult): CredentialVerdict {
  switch (look.kind) {
    case 'found':
    case 'not_found':
      return { kind: 'good' };
    case 'unauthorized':
      if (look.httpStatus === 401 || use === 'asking') {
        return { kind: 'bad', reason: `Ottu refuses them (HTTP ${look.httpStatus})` };
      }
      return {
        kind: 'unsure',
        warning: `Ottu does not let this user read payments (HTTP ${look.httpStatus}); whether it may do more shows with the first call`,
      };
    case 'rate_limited':
      return {
        kind: 'unsure',
        warning: 'saved without a check, because no request to Ottu is left for it now',
      };
    case 'trouble':
      return {
        kind: 'unsure',
        warning: `saved without a check, because Ottu did not answer: ${look.trouble.message}`,
      };
  }
}
