/**
 * Answers of card gateways to a charge they declined, in the shape and with the fields that the public
 * documentation of each names; what nobody reads is left out but for enough to look real.
 */
export function mpgs(gatewayCode: string, acquirerCode: string, merchantAdviceCode?: string) {
  return {
    result: 'FAILURE',
    merchant: 'TESTMERCHANT',
    order: { id: 'r1-abc-1', amount: 9.5, currency: 'KWD', status: 'FAILED' },
    response: { acquirerCode, acquirerMessage: 'Declined by the issuer', gatewayCode },
    sourceOfFunds: { provided: { card: { brand: 'MASTERCARD', fundingMethod: 'CREDIT' } }, type: 'CARD' },
    transaction: { type: 'PAYMENT', source: 'MERCHANT', acquirer: { id: 'NBK_S2I' } },
    ...(merchantAdviceCode && { authorizationResponse: { merchantAdviceCode, responseCode: acquirerCode } }),
    version: '72',
  };
}

/** MPGS, asked about an order: a list of what was tried for it. Each as its own answer was. */
export function mpgsOrder(...tried: object[]) {
  return {
    id: 'r1-abc-1',
    status: 'FAILED',
    order: { id: '9201831', reference: 'r1-abc-1' },
    transaction: tried,
  };
}

export function cybersourceSimpleOrder(reasonCode: string, processorResponse?: string, advice?: string) {
  return {
    decision: 'REJECT',
    merchantReferenceCode: 'r1-abc-1',
    reasonCode,
    requestID: '7108890012346502103030',
    ccAuthReply_reasonCode: reasonCode,
    ...(processorResponse && { ccAuthReply_processorResponse: processorResponse }),
    ...(advice && { ccAuthReply_merchantAdviceCode: advice }),
  };
}

export function cybersourceRest(reason: string, responseCode?: string, advice?: string) {
  return {
    id: '7108890012346502103030',
    status: 'DECLINED',
    clientReferenceInformation: { code: 'r1-abc-1' },
    errorInformation: { reason, message: 'Decline - see the reason.' },
    ...(responseCode && {
      processorInformation: { responseCode, ...(advice && { merchantAdvice: { code: advice } }) },
    }),
  };
}

export function knet(result: string, authRespCode?: string) {
  return {
    paymentid: '100202706745317217',
    result,
    postdate: '0210',
    tranid: '202704128941237',
    ref: '704110000183',
    trackid: 'r1-abc-1',
    ...(authRespCode && { authRespCode }),
  };
}

export function checkoutcom(response_code: string, response_summary: string, processing?: object) {
  return {
    ...(processing && { processing }),
    id: 'pay_mbabizu24mvu3mela5njyhpit4',
    action_id: 'act_mbabizu24mvu3mela5njyhpit4',
    amount: 9500,
    currency: 'KWD',
    approved: false,
    status: 'Declined',
    response_code,
    response_summary,
  };
}

/** Details of a payment: the codes are in the list of what was done, the newest first. */
export function checkoutcomDetails(processing: object, ...codes: string[]) {
  return {
    id: 'pay_mbabizu24mvu3mela5njyhpit4',
    approved: false,
    status: 'Declined',
    processing,
    actions: codes.map((response_code) => ({
      type: 'Authorization',
      response_code,
      response_summary: 'Told',
    })),
  };
}

export function tap(code: string, message: string, acquirerCode?: string) {
  return {
    id: 'chg_TS02A5720231337s2JN0809102',
    object: 'charge',
    status: 'DECLINED',
    amount: 9.5,
    currency: 'KWD',
    response: { code, message },
    ...(acquirerCode && { acquirer: { response: { code: acquirerCode, message: 'Declined' } } }),
  };
}
