/** Two calls with fetch, which keeps connections alive. */
export class OttuClient {
  constructor(private readonly url: string) {}

  createSession(order: {
    orderNo: string;
    amount: string;
    currency: string;
    customerId: string;
    agreementId: string;
  }): Promise<{ session_id: string }> {
    return this.post('/b/checkout/v1/pymt-txn/', {
      type: 'e_commerce',
      payment_type: 'auto_debit',
      amount: order.amount,
      currency_code: order.currency,
      pg_codes: ['credit-card'],
      order_no: order.orderNo,
      customer_id: order.customerId,
      agreement: {
        id: order.agreementId,
        type: 'recurring',
        frequency: 'monthly',
        amount_variability: 'fixed',
      },
    });
  }

  charge(sessionId: string, token: string): Promise<{ result: string; reference_number: string }> {
    return this.post('/b/pbl/v2/payment/auto-debit/', { session_id: sessionId, token });
  }

  private async post<T>(path: string, body: object): Promise<T> {
    const response = await fetch(this.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Api-Key bench-api-key' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`Ottu answered ${response.status}`);
    return (await response.json()) as T;
  }
}
