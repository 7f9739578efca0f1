/** The payment that a status query is about. The platform counts by it, whoever asks and by whatever name. */
export interface InquiredPayment {
  orderNo: string;
  /** By the merchant's clock; null where only the order number is left of it. */
  createdAt: Date | null;
  /** Nobody knows whether there is such a payment: the query counts when there is. */
  isGuess?: true;
}
