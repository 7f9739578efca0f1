/**
 * Ids in the examples of the API description. The sandbox merchant of a first start owns a plan and a
 * customer by these ids, so that every example works as it stands.
 */
export const EXAMPLE = {
  customer: 'cus_01jd0z2m3n4p5q6r7s8t9v0w1x',
  plan: 'plan_01jd0z2m3n4p5q6r7s8t9v0w1x',
  price: 'price_01jd0z2m3n4p5q6r7s8t9v0w1x',
  subscription: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x',
} as const;
