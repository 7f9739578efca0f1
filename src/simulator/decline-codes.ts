interface Decline {
  message: string;
  /** The same for the payer who reads Arabic. */
  message_ar: string;
  /** The word mpgs gateways use for it. */
  mpgs: string;
  /** The reason code cybersource gateways use for it. */
  cybersource: string;
  /** Mastercard's merchant advice code, when the issuer gives one. */
  advice?: string;
}

/** Issuer answers by ISO 8583 response code, with the word each kind of gateway has for them. */
export const DECLINES = {
  '01': {
    message: 'Refer to card issuer',
    message_ar: 'راجع البنك المصدر للبطاقة',
    mpgs: 'REFERRED',
    cybersource: '201',
  },
  '03': {
    message: 'Invalid merchant',
    message_ar: 'حساب التاجر غير صالح',
    mpgs: 'DECLINED',
    cybersource: '234',
  },
  '04': {
    message: 'Pick up card',
    message_ar: 'البطاقة موقوفة',
    mpgs: 'DECLINED',
    cybersource: '205',
    advice: '03',
  },
  '05': { message: 'Do not honour', message_ar: 'رفض البنك العملية', mpgs: 'DECLINED', cybersource: '203' },
  '12': {
    message: 'Invalid transaction',
    message_ar: 'عملية غير صالحة',
    mpgs: 'DECLINED',
    cybersource: '233',
  },
  '14': {
    message: 'Invalid card number',
    message_ar: 'رقم البطاقة غير صحيح',
    mpgs: 'DECLINED',
    cybersource: '231',
    advice: '03',
  },
  '15': {
    message: 'No such issuer',
    message_ar: 'البنك المصدر غير معروف',
    mpgs: 'DECLINED',
    cybersource: '231',
    advice: '03',
  },
  '41': {
    message: 'Lost card',
    message_ar: 'بطاقة مفقودة',
    mpgs: 'DECLINED',
    cybersource: '205',
    advice: '03',
  },
  '43': {
    message: 'Stolen card',
    message_ar: 'بطاقة مسروقة',
    mpgs: 'DECLINED',
    cybersource: '205',
    advice: '03',
  },
  '46': {
    message: 'Closed account',
    message_ar: 'الحساب مغلق',
    mpgs: 'DECLINED',
    cybersource: '203',
    advice: '03',
  },
  '51': {
    message: 'Insufficient funds',
    message_ar: 'الرصيد غير كافٍ',
    mpgs: 'INSUFFICIENT_FUNDS',
    cybersource: '204',
    advice: '02',
  },
  '54': {
    message: 'Expired card',
    message_ar: 'البطاقة منتهية الصلاحية',
    mpgs: 'EXPIRED_CARD',
    cybersource: '202',
    advice: '01',
  },
  '57': {
    message: 'Transaction not permitted to cardholder',
    message_ar: 'العملية غير مسموحة لهذه البطاقة',
    mpgs: 'DECLINED',
    cybersource: '203',
  },
  '58': {
    message: 'Transaction not permitted to terminal',
    message_ar: 'العملية غير مسموحة لحساب التاجر',
    mpgs: 'NOT_SUPPORTED',
    cybersource: '234',
  },
  '61': {
    message: 'Exceeds withdrawal amount limit',
    message_ar: 'تجاوز حد المبلغ',
    mpgs: 'DECLINED',
    cybersource: '204',
    advice: '02',
  },
  '62': { message: 'Restricted card', message_ar: 'البطاقة مقيّدة', mpgs: 'DECLINED', cybersource: '203' },
  '65': {
    message: 'Exceeds withdrawal frequency limit',
    message_ar: 'تجاوز عدد العمليات المسموح',
    mpgs: 'DECLINED',
    cybersource: '204',
    advice: '02',
  },
  '82': {
    message: 'Negative online CVV results',
    message_ar: 'رمز الأمان غير صحيح',
    mpgs: 'DECLINED',
    cybersource: '211',
  },
  '91': {
    message: 'Issuer unavailable',
    message_ar: 'البنك المصدر غير متاح',
    mpgs: 'TIMED_OUT',
    cybersource: '207',
    advice: '24',
  },
  '96': {
    message: 'System malfunction',
    message_ar: 'عطل في النظام',
    mpgs: 'ACQUIRER_SYSTEM_ERROR',
    cybersource: '150',
    advice: '24',
  },
  N7: { message: 'CVV2 mismatch', message_ar: 'رمز الأمان غير صحيح', mpgs: 'DECLINED', cybersource: '211' },
  R0: {
    message: 'Stop payment order',
    message_ar: 'أوقف صاحب البطاقة الدفعة',
    mpgs: 'DECLINED',
    cybersource: '203',
    advice: '21',
  },
  R1: {
    message: 'Revocation of authorization order',
    message_ar: 'سحب صاحب البطاقة موافقته',
    mpgs: 'DECLINED',
    cybersource: '203',
    advice: '21',
  },
  R3: {
    message: 'Revocation of all authorizations',
    message_ar: 'سحب صاحب البطاقة كل موافقاته',
    mpgs: 'DECLINED',
    cybersource: '203',
    advice: '21',
  },
} satisfies Record<string, Decline>;

export type DeclineCode = keyof typeof DECLINES;

export function isDeclineCode(code: string): code is DeclineCode {
  return Object.hasOwn(DECLINES, code);
}

export function declineOf(code: DeclineCode): Decline {
  return DECLINES[code];
}
