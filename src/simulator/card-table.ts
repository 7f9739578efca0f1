import { DECLINES } from './decline-codes.js';

/** How one try ends. */
export type Step =
  | { do: 'approve' }
  | { do: 'decline'; code: keyof typeof DECLINES }
  /** Pending at first; turns paid after so many minutes of the simulator's clock. */
  | { do: 'approve_late'; minutes: number }
  /** The gateway never answers. `paid` tells whether the money moved all the same. */
  | { do: 'no_answer'; paid: boolean };

export interface TestCard {
  /** Stable name, for tests and for `/control/cards`. */
  id: string;
  number: string;
  brand: 'VISA' | 'MASTERCARD' | 'AMEX';
  title: string;
  title_ar: string;
  /** Tries on the hosted page. `n` counts from 1; `variant` is the number chosen through the CVV. */
  onPage: (n: number, variant: number) => Step;
  /** Charges of the saved card, counted from the day it was entered. */
  onCharge: (n: number, variant: number) => Step;
  /** What the CVV chooses, when it chooses anything. */
  variant?: string;
  variant_ar?: string;
}

const approve = (): Step => ({ do: 'approve' });
const decline = (code: keyof typeof DECLINES) => (): Step => ({ do: 'decline', code });
const declineUntil =
  (code: keyof typeof DECLINES, last: (variant: number) => number) =>
  (n: number, variant: number): Step =>
    n <= last(variant) ? { do: 'decline', code } : { do: 'approve' };
const late = (minutes: number) => (): Step => ({ do: 'approve_late', minutes });
const silent = (paid: boolean) => (): Step => ({ do: 'no_answer', paid });

/** The one table of test cards: the code, the page, `/control/cards` and the documentation read it. */
export const TEST_CARDS: readonly TestCard[] = [
  {
    id: 'approved_visa',
    number: '4111111111111111',
    brand: 'VISA',
    title: 'Approved, always',
    title_ar: 'مقبولة دائمًا',
    onPage: approve,
    onCharge: approve,
  },
  {
    id: 'approved_mastercard',
    number: '5555555555554444',
    brand: 'MASTERCARD',
    title: 'Approved, always',
    title_ar: 'مقبولة دائمًا',
    onPage: approve,
    onCharge: approve,
  },
  {
    id: 'approved_amex',
    number: '378282246310005',
    brand: 'AMEX',
    title: 'Approved, always',
    title_ar: 'مقبولة دائمًا',
    onPage: approve,
    onCharge: approve,
  },
  {
    id: 'approved_visa_mpgs',
    number: '4508750015741019',
    brand: 'VISA',
    title: 'Approved, always',
    title_ar: 'مقبولة دائمًا',
    onPage: approve,
    onCharge: approve,
  },
  {
    id: 'approved_mastercard_mpgs',
    number: '5123450000000008',
    brand: 'MASTERCARD',
    title: 'Approved, always',
    title_ar: 'مقبولة دائمًا',
    onPage: approve,
    onCharge: approve,
  },
  {
    id: 'approved_visa_4242',
    number: '4242424242424242',
    brand: 'VISA',
    title: 'Approved, always',
    title_ar: 'مقبولة دائمًا',
    onPage: approve,
    onCharge: approve,
  },
  {
    id: 'insufficient_funds',
    number: '4000000000009995',
    brand: 'VISA',
    title: 'Declined: insufficient funds (51)',
    title_ar: 'مرفوضة: الرصيد غير كافٍ (51)',
    onPage: decline('51'),
    onCharge: decline('51'),
  },
  {
    id: 'stolen',
    number: '4000000000009979',
    brand: 'VISA',
    title: 'Declined: stolen card (43)',
    title_ar: 'مرفوضة: بطاقة مسروقة (43)',
    onPage: decline('43'),
    onCharge: decline('43'),
  },
  {
    id: 'expired_card',
    number: '4000000000000069',
    brand: 'VISA',
    title: 'Declined: expired card (54)',
    title_ar: 'مرفوضة: بطاقة منتهية (54)',
    onPage: decline('54'),
    onCharge: decline('54'),
  },
  {
    id: 'wrong_cvv',
    number: '4000000000000127',
    brand: 'VISA',
    title: 'Declined: wrong security code (N7)',
    title_ar: 'مرفوضة: رمز الأمان خاطئ (N7)',
    onPage: decline('N7'),
    onCharge: decline('N7'),
  },
  {
    id: 'do_not_honour',
    number: '4012888888881881',
    brand: 'VISA',
    title: 'Declined: do not honour (05), always',
    title_ar: 'مرفوضة دائمًا: يرجى مراجعة البنك (05)',
    onPage: decline('05'),
    onCharge: decline('05'),
  },
  {
    id: 'do_not_honour_until_nth',
    number: '4000000000000002',
    brand: 'VISA',
    title: 'Declined (05) until the nth try, then approved',
    title_ar: 'مرفوضة (05) حتى المحاولة رقم n ثم مقبولة',
    onPage: declineUntil('05', (v) => v - 1),
    onCharge: approve,
    variant: 'n, the try that is approved: last digit of the CVV, 3 when it is 0 or 1',
    variant_ar: 'n هي المحاولة المقبولة: آخر رقم من رمز الأمان، و3 إن كان 0 أو 1',
  },
  {
    id: 'approved_late',
    number: '4000000000000119',
    brand: 'VISA',
    title: 'Pending, turns paid after 5 minutes',
    title_ar: 'معلّقة ثم تُدفع بعد 5 دقائق',
    onPage: late(5),
    onCharge: late(5),
  },
  {
    id: 'no_answer',
    number: '5105105105105100',
    brand: 'MASTERCARD',
    title: 'The bank never answers; no money moves',
    title_ar: 'البنك لا يجيب ولا يُخصم شيء',
    onPage: silent(false),
    onCharge: silent(false),
  },
  {
    id: 'no_answer_paid',
    number: '5200828282828210',
    brand: 'MASTERCARD',
    title: 'The bank never answers; the money moved',
    title_ar: 'البنك لا يجيب لكن المبلغ خُصم',
    onPage: silent(true),
    onCharge: silent(true),
  },
  {
    id: 'then_insufficient_funds',
    number: '4000000000000341',
    brand: 'VISA',
    title: 'Approved on the page; the next n charges decline (51), then approved',
    title_ar: 'مقبولة هنا ثم تُرفض n عمليات لاحقة (51) ثم تُقبل',
    onPage: approve,
    onCharge: declineUntil('51', (v) => v),
    variant: 'n, the charges that decline: last digit of the CVV, 3 when it is 0',
    variant_ar: 'n عدد العمليات المرفوضة: آخر رقم من رمز الأمان، و3 إن كان 0',
  },
  {
    id: 'then_always_insufficient_funds',
    number: '4000008260003178',
    brand: 'VISA',
    title: 'Approved on the page; every later charge declines (51)',
    title_ar: 'مقبولة هنا ثم تُرفض كل عملية لاحقة (51)',
    onPage: approve,
    onCharge: decline('51'),
  },
  {
    id: 'then_stolen',
    number: '4000000000009987',
    brand: 'VISA',
    title: 'Approved on the page; every later charge declines for good (43)',
    title_ar: 'مقبولة هنا ثم تُرفض نهائيًا لاحقًا (43)',
    onPage: approve,
    onCharge: decline('43'),
  },
  {
    id: 'then_approved_late',
    number: '4000002760003184',
    brand: 'VISA',
    title: 'Approved on the page; later charges are pending, paid after 5 minutes',
    title_ar: 'مقبولة هنا ثم معلّقة لاحقًا وتُدفع بعد 5 دقائق',
    onPage: approve,
    onCharge: late(5),
  },
  {
    id: 'then_no_answer',
    number: '4000002500003155',
    brand: 'VISA',
    title: 'Approved on the page; later charges are never answered, no money moves',
    title_ar: 'مقبولة هنا ثم لا يجيب البنك ولا يُخصم شيء',
    onPage: approve,
    onCharge: silent(false),
  },
  {
    id: 'then_no_answer_paid',
    number: '4000056655665556',
    brand: 'VISA',
    title: 'Approved on the page; later charges are never answered, the money moves',
    title_ar: 'مقبولة هنا ثم لا يجيب البنك لكن المبلغ يُخصم',
    onPage: approve,
    onCharge: silent(true),
  },
];

export function testCardByNumber(number: string): TestCard | undefined {
  return TEST_CARDS.find((card) => card.number === number);
}

export function testCardById(id: string): TestCard | undefined {
  return TEST_CARDS.find((card) => card.id === id);
}

/** The number a payer chooses through the CVV; 3 where the last digit says nothing useful. */
export function variantOfCvv(card: TestCard, cvv: string): number {
  const digit = Number(cvv.at(-1) ?? '0');
  if (card.id === 'do_not_honour_until_nth') return digit < 2 ? 3 : digit;
  return digit === 0 ? 3 : digit;
}
