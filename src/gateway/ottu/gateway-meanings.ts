import { type DeclineClass, meaningOfCode } from '../../domain/charge/decline-class.js';

type Meanings = Readonly<Record<string, DeclineClass>>;

/**
 * What gateways say in their own words or numbers, from the public documentation of each. A word that is not
 * here is not understood; what the merchant has to repair is `configuration`, and where only another card or
 * the customer's presence helps (security code, authentication, a rule that blocks the card) `card_problem`.
 */
const MEANINGS: Readonly<Record<string, Meanings>> = {
  // response.gatewayCode
  mpgs: {
    ...all('card_problem', ['EXPIRED_CARD', 'INVALID_CSC', 'DECLINED_CSC', 'DECLINED_AVS_CSC', 'BLOCKED']),
    ...all('card_problem', ['AUTHENTICATION_FAILED', 'DECLINED_DO_NOT_CONTACT', 'NOT_ENROLLED_3D_SECURE']),
    ...all('card_problem', ['DECLINED_INVALID_PIN', 'DECLINED_PIN_REQUIRED', 'CARD_NOT_ENROLLED']),
    ...all('configuration', ['NOT_SUPPORTED', 'REQUEST_REJECTED', 'DECLINED_PAYMENT_PLAN']),
    ...all('soft', ['DECLINED', 'INSUFFICIENT_FUNDS', 'REFERRED', 'TIMED_OUT', 'ACQUIRER_SYSTEM_ERROR']),
    ...all('soft', ['SYSTEM_ERROR', 'EXCEEDED_RETRY_LIMIT', 'LOCK_FAILURE', 'DECLINED_AVS']),
  },
  // reasonCode of the Simple Order API; errorInformation.reason of REST
  cybersource: {
    ...all('hard', ['205', '221', 'STOLEN_LOST_CARD', 'BLACKLISTED_CUSTOMER']),
    ...all('card_problem', ['202', '208', '209', '211', '222', '230', '231', '232', '240', '475', '476']),
    ...all('card_problem', ['478', 'EXPIRED_CARD', 'UNAUTHORIZED_CARD', 'CVN_NOT_MATCH', 'INVALID_CVN']),
    ...all('card_problem', ['CV_FAILED', 'INVALID_ACCOUNT', 'SUSPENDED_ACCOUNT', 'CARD_TYPE_NOT_ACCEPTED']),
    ...all('card_problem', ['CONSUMER_AUTHENTICATION_REQUIRED', 'CUSTOMER_AUTHENTICATION_REQUIRED']),
    ...all('configuration', ['101', '102', '234', 'MISSING_FIELD', 'INVALID_DATA']),
    ...all('configuration', ['INVALID_MERCHANT_CONFIGURATION']),
    ...all('soft', ['150', '151', '152', '200', '201', '203', '204', '207', '210', '233', '236', '250']),
    ...all('soft', ['PROCESSOR_DECLINED', 'INSUFFICIENT_FUND', 'EXCEEDS_CREDIT_LIMIT', 'ISSUER_UNAVAILABLE']),
    ...all('soft', ['CONTACT_PROCESSOR', 'PROCESSOR_ERROR', 'PROCESSOR_TIMEOUT', 'GENERAL_DECLINE']),
    ...all('soft', ['SYSTEM_ERROR', 'SERVER_TIMEOUT', 'SERVICE_TIMEOUT', 'AVS_FAILED']),
  },
  // result; NOT CAPTURED only says that it was declined
  knet: {
    ...all('soft', ['HOST TIMEOUT', 'DENIED BY RISK']),
  },
  // response_code beyond the ISO codes behind 200: track data and security code, authentication, life cycle
  checkoutcom: {
    ...all('card_problem', ['20087', '20150', '20151', '20152', '20153', '20154', '20155', '20179']),
    ...all('soft', ['20068', '20182', '20183']),
  },
  // response.code
  tap: {
    ...all('card_problem', ['405', '406', '407', '502', '503', '504', '509', '512', '516', '701', '703']),
    ...all('configuration', ['402', '506', '515', '704']),
    ...all('soft', ['501', '505', '507', '508', '510', '511', '513', '514', '801']),
  },
};

/** What the gateway's own word means; null when it is not understood. */
export function meaningOfWord(gateway: string, word: string | null): DeclineClass | null {
  if (word === null || !Object.hasOwn(MEANINGS, gateway)) return null;
  const own = MEANINGS[gateway]!;
  if (Object.hasOwn(own, word)) return own[word]!;
  return gateway === 'checkoutcom' ? meaningOfNumber(word) : null;
}

/** Checkout.com: behind 200 stands the issuer's code as it understood it; 30 begins what it calls hard declines. */
function meaningOfNumber(number: string): DeclineClass | null {
  if (/^30\d{3}$/.test(number)) return 'hard';
  return number.startsWith('200') ? meaningOfCode(number.slice(3)) : null;
}

/** Both that were said, as far as they are understood. */
export function meaningsOf(gateway: string, responseCode: string | null, word: string | null) {
  return [meaningOfCode(responseCode), meaningOfWord(gateway, word)].filter((one) => one !== null);
}

function all(one: DeclineClass, words: string[]): Record<string, DeclineClass> {
  return Object.fromEntries(words.map((word) => [word, one]));
}
