import { ApiProperty } from '@nestjs/swagger';
import { canRecur } from '../../../domain/routing/judge-route.js';
import type { PaymentMethod } from '../../../gateway/payment-gateway.js';
import type { PaymentMethodList } from '../payment-method-list.entity.js';
import type { RouteSet } from '../use-cases/set-route.js';

export class PaymentMethodResponse {
  @ApiProperty({ description: 'Its pg_code.', example: 'credit-card' })
  gateway: string;

  @ApiProperty({ description: 'As the page shows it.', example: 'Cards' })
  name: string;

  @ApiProperty({ type: [String], description: 'Which it takes.', example: ['KWD', 'USD'] })
  currencies: string[];

  @ApiProperty({ description: 'Cards can be saved with it.', example: true })
  tokenizable: boolean;

  @ApiProperty({ description: 'Saved cards can be charged without the customer.', example: true })
  auto_debit: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: '`purchase` takes money at once; `authorize` only reserves it, until it is captured.',
    example: 'purchase',
  })
  operation: string | null;

  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'What can be done with its payments; null where Ottu does not say.',
    example: ['refund', 'void'],
  })
  operations: string[] | null;

  @ApiProperty({ type: [String], description: 'Also offered on its page.', example: ['apple_pay'] })
  wallets: string[];

  @ApiProperty({
    type: [String],
    description: 'The currencies in which subscriptions can be paid through it.',
    example: ['KWD', 'USD'],
  })
  recurring_currencies: string[];
}

export class PaymentMethodsResponse {
  @ApiProperty({ type: [PaymentMethodResponse] })
  data: PaymentMethodResponse[];

  @ApiProperty({ description: 'When Ottu was asked.', example: '2027-01-31T09:00:00.000Z' })
  listed_at: string;

  @ApiProperty({ description: 'Until then Ottu is not asked again.', example: '2027-02-01T09:00:00.000Z' })
  expires_at: string;
}

export class RouteResponse {
  @ApiProperty({ example: 'KWD' })
  currency: string;

  @ApiProperty({ description: 'The pg_code through which the currency is charged.', example: 'credit-card' })
  gateway: string;

  @ApiProperty({ description: 'Ottu says that it works.', example: true })
  checked: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why it was not checked, or that it only authorizes.',
    example: null,
  })
  warning: string | null;
}

export function presentMethods({ methods, listedAt, expiresAt }: PaymentMethodList): PaymentMethodsResponse {
  return {
    data: methods.map(presentMethod),
    listed_at: listedAt.toISOString(),
    expires_at: expiresAt.toISOString(),
  };
}

function presentMethod(method: PaymentMethod): PaymentMethodResponse {
  const { pgCode, name, currencies, isTokenizable, canAutoDebit, wallets, operation, operations } = method;
  return {
    gateway: pgCode,
    name,
    currencies,
    tokenizable: isTokenizable,
    auto_debit: canAutoDebit,
    operation,
    // Lists of before an update do not have it.
    operations: operations ?? null,
    wallets,
    recurring_currencies: currencies.filter((currency) => canRecur(method, currency)),
  };
}

export function presentRoute({ currency, gateway, checked, warning }: RouteSet): RouteResponse {
  return { currency, gateway, checked, warning };
}
