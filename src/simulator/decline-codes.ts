interface Decline {
  message: string;
  /** The word mpgs gateways use for it. */
  mpgs: string;
  /** The reason code cybersource gateways use for it. */
  cybersource: string;
  /** Mastercard's merchant advice code, when the issuer gives one. */
  advice?: string;
}

/** Issuer answers by ISO 8583 response code, with the word each kind of gateway has for them. */
export const DECLINES = {
  '01': { message: 'Refer to card issuer', mpgs: 'REFERRED', cybersource: '201' },
  '04': { message: 'Pick up card', mpgs: 'DECLINED', cybersource: '205', advice: '03' },
  '05': { message: 'Do not honour', mpgs: 'DECLINED', cybersource: '203' },
  '12': { message: 'Invalid transaction', mpgs: 'DECLINED', cybersource: '233' },
  '14': { message: 'Invalid card number', mpgs: 'DECLINED', cybersource: '231', advice: '03' },
  '15': { message: 'No such issuer', mpgs: 'DECLINED', cybersource: '231', advice: '03' },
  '41': { message: 'Lost card', mpgs: 'DECLINED', cybersource: '205', advice: '03' },
  '43': { message: 'Stolen card', mpgs: 'DECLINED', cybersource: '205', advice: '03' },
  '46': { message: 'Closed account', mpgs: 'DECLINED', cybersource: '203', advice: '03' },
  '51': { message: 'Insufficient funds', mpgs: 'INSUFFICIENT_FUNDS', cybersource: '204', advice: '02' },
  '54': { message: 'Expired card', mpgs: 'EXPIRED_CARD', cybersource: '202', advice: '01' },
  '57': { message: 'Transaction not permitted to cardholder', mpgs: 'DECLINED', cybersource: '203' },
  '61': {
    message: 'Exceeds withdrawal amount limit',
    mpgs: 'DECLINED',
    cybersource: '204',
    advice: '02',
  },
  '62': { message: 'Restricted card', mpgs: 'DECLINED', cybersource: '203' },
  '65': { message: 'Exceeds withdrawal frequency limit', mpgs: 'DECLINED', cybersource: '204', advice: '02' },
  '82': { message: 'Negative online CVV results', mpgs: 'DECLINED', cybersource: '211' },
  '91': { message: 'Issuer unavailable', mpgs: 'TIMED_OUT', cybersource: '207', advice: '24' },
  '96': { message: 'System malfunction', mpgs: 'ACQUIRER_SYSTEM_ERROR', cybersource: '150', advice: '24' },
  N7: { message: 'CVV2 mismatch', mpgs: 'DECLINED', cybersource: '211' },
  R0: { message: 'Stop payment order', mpgs: 'DECLINED', cybersource: '203', advice: '21' },
  R1: { message: 'Revocation of authorization order', mpgs: 'DECLINED', cybersource: '203', advice: '21' },
  R3: { message: 'Revocation of all authorizations', mpgs: 'DECLINED', cybersource: '203', advice: '21' },
} satisfies Record<string, Decline>;

export type DeclineCode = keyof typeof DECLINES;

export function isDeclineCode(code: string): code is DeclineCode {
  return Object.hasOwn(DECLINES, code);
}

export function declineOf(code: DeclineCode): Decline {
  return DECLINES[code];
}
