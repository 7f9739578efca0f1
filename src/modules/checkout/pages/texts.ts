import type { Language } from '../../customers/index.js';

/** What our own page tells a customer who followed a link. Elsewhere they are led on and see none. */
export type Notice =
  | 'opening'
  | 'checking'
  | 'paid'
  | 'nothing_due'
  | 'nothing_to_give'
  | 'unavailable'
  | 'unknown'
  | 'too_many';

export interface Words {
  title: string;
  body: string;
}

export const LABELS: Record<Language, { invoice: string; amount: string; paidOn: string }> = {
  en: { invoice: 'Invoice', amount: 'Amount', paidOn: 'Paid on' },
  ar: { invoice: 'الفاتورة', amount: 'المبلغ', paidOn: 'تاريخ الدفع' },
};

export const NOTICES: Record<Notice, Record<Language, Words>> = {
  opening: {
    en: {
      title: 'One moment, please',
      body: 'The payment page is being opened. You will be taken to it in a moment.',
    },
    ar: { title: 'لحظة من فضلك', body: 'نفتح صفحة الدفع الآن، وستنتقل إليها بعد لحظات.' },
  },
  checking: {
    en: {
      title: 'A payment is being checked',
      body: 'There is nothing for you to pay now. We are finding out how a payment ended, and you will not be charged twice. Please come back to this link later.',
    },
    ar: {
      title: 'هناك عملية دفع قيد التحقق',
      body: 'لا يلزمك دفع أي مبلغ الآن. نتحقق من نتيجة عملية دفع سابقة، ولن يُخصم المبلغ منك مرتين. يُرجى العودة إلى هذا الرابط لاحقًا.',
    },
  },
  paid: {
    en: { title: 'Paid. Thank you!', body: 'There is nothing more for you to pay here.' },
    ar: { title: 'تم الدفع، شكرًا لك', body: 'لا يلزمك دفع أي مبلغ آخر هنا.' },
  },
  nothing_due: {
    en: { title: 'Nothing is due', body: 'There is nothing for you to pay here.' },
    ar: { title: 'لا يوجد مبلغ مستحق', body: 'لا يلزمك دفع أي مبلغ هنا.' },
  },
  nothing_to_give: {
    en: { title: 'No card is needed', body: 'There is nothing for you to do here.' },
    ar: { title: 'لا حاجة إلى بطاقة', body: 'لا يلزمك فعل أي شيء هنا.' },
  },
  unavailable: {
    en: {
      title: 'The page cannot be opened now',
      body: 'Nothing was paid. Please try again in a few minutes.',
    },
    ar: { title: 'تعذّر فتح الصفحة الآن', body: 'لم يُدفع أي مبلغ. يُرجى المحاولة مرة أخرى بعد بضع دقائق.' },
  },
  unknown: {
    en: {
      title: 'This link does not work',
      body: 'Please check that you copied all of it, or ask for a new one where you got it.',
    },
    ar: {
      title: 'هذا الرابط لا يعمل',
      body: 'يُرجى التأكد من نسخ الرابط كاملًا، أو طلب رابط جديد ممن أرسله إليك.',
    },
  },
  too_many: {
    en: { title: 'Too many tries', body: 'Please wait a minute and try again.' },
    ar: { title: 'محاولات كثيرة', body: 'يُرجى الانتظار دقيقة ثم المحاولة مرة أخرى.' },
  },
};
