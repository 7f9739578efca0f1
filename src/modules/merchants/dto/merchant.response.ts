import { ApiProperty } from '@nestjs/swagger';
import { formatAmount, money } from '../../../domain/money/money.js';
import { safeguardsOf } from '../../../domain/safeguards/settings.js';
import { SURPLUS_HANDLINGS } from '../../../domain/refund/surplus-handling.js';
import type { Merchant } from '../merchant.entity.js';

class ApiUsersResponse {
  @ApiProperty({
    type: String,
    nullable: true,
    description: "A fingerprint of the key, or the user's name; null while it was never changed here.",
    example: 'api-key:0a1b2c3d4e5f',
  })
  charging: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Null: the one for charging.', example: null })
  asking: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Null: the one for charging.', example: null })
  refunding: string | null;
}

export class MerchantResponse {
  @ApiProperty({ example: 'mer_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ example: 'Kuwait Fitness Club' })
  name: string;

  @ApiProperty({ enum: ['sandbox', 'live'], description: 'live: real money.', example: 'sandbox' })
  mode: string;

  @ApiProperty({ description: 'The default of its customers.', example: 'Asia/Kuwait' })
  time_zone: string;

  @ApiProperty({ description: 'Where the account at Ottu is.', example: 'https://merchant.ottu.net' })
  ottu_base_url: string;

  @ApiProperty({ description: 'A simulator stands in for Ottu: no money moves.' })
  ottu_is_simulator: boolean;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Which gateway takes which currency.',
    example: { KWD: 'credit-card' },
  })
  routing: Record<string, string>;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description:
      'Currencies in which nothing is sold now, because their gateway cannot take recurring payments.',
    example: {},
  })
  routing_faults: Record<string, string>;

  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'When Ottu was last asked about it.',
  })
  routing_checked_at: string | null;

  @ApiProperty({ description: 'No card of this merchant is charged until somebody has looked.' })
  charging_stopped: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Since when.', example: null })
  charging_stopped_at: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why.', example: null })
  charging_stopped_reason: string | null;

  @ApiProperty({ description: 'What only a person can decide is decided by two.' })
  manual_confirmation: boolean;

  @ApiProperty({ description: 'Requests that Ottu allows the API user a day.', example: 90_000 })
  requests_per_day: number;

  @ApiProperty({
    description: 'Due charges may be so many times those of the greatest of the last four weeks.',
    example: 3,
  })
  mass_charge_factor: number;

  @ApiProperty({ description: 'Fewer due charges than this are never held as a mass.', example: 50 })
  mass_charge_minimum: number;

  @ApiProperty({
    description: 'A subscription may have so many due periods that were never charged …',
    example: 3,
  })
  most_periods_behind: number;

  @ApiProperty({ description: '… or any number, if none is due for more days than this.', example: 14 })
  most_days_behind: number;

  @ApiProperty({
    example: 30,
    description: 'How many days ahead a customer is asked for a new consent or card.',
  })
  consent_lead_days: number;

  @ApiProperty({ example: 3, description: 'How many payments ahead a customer is asked for a new consent.' })
  consent_lead_payments: number;

  @ApiProperty({ type: String, nullable: true, example: null, description: "For Ottu's SDK in a browser." })
  ottu_public_key: string | null;

  @ApiProperty({ enum: [...SURPLUS_HANDLINGS], description: 'What is done with money that nobody owed.' })
  surplus_handling: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'SA',
    description: 'Of customers that name no country, for their tax.',
  })
  default_country: string | null;

  @ApiProperty({ example: 0, description: 'For how long the invoice of a period stays a draft.' })
  invoice_review_hours: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Up to how much of a payment one person gives back alone, by currency.',
    example: { KWD: '50.000' },
  })
  refund_approval_above: Record<string, string>;

  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'Until when webhooks that are signed by the key before are taken too.',
  })
  previous_webhook_key_until: string | null;

  @ApiProperty({ type: ApiUsersResponse, description: 'By whom Ottu is called.' })
  ottu_api_users: ApiUsersResponse;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'When they were last changed by this API.',
    example: null,
  })
  ottu_credentials_changed_at: string | null;

  @ApiProperty({ example: '2027-01-31T09:00:00.000Z' })
  created_at: string;
}

export function presentMerchant(merchant: Merchant): MerchantResponse {
  const safeguards = safeguardsOf(merchant.safeguards);
  return {
    id: merchant.publicId,
    name: merchant.name,
    mode: merchant.mode,
    time_zone: merchant.timeZone,
    ottu_base_url: merchant.ottuBaseUrl,
    ottu_is_simulator: merchant.ottuIsSimulator,
    routing: merchant.routing,
    routing_faults: merchant.routingFaults,
    routing_checked_at: merchant.routingCheckedAt?.toISOString() ?? null,
    charging_stopped: merchant.chargingStoppedAt !== null,
    charging_stopped_at: merchant.chargingStoppedAt?.toISOString() ?? null,
    charging_stopped_reason: merchant.chargingStoppedReason,
    manual_confirmation: merchant.manualConfirmation,
    requests_per_day: safeguards.requestsPerDay,
    mass_charge_factor: safeguards.massChargeFactor,
    mass_charge_minimum: safeguards.massChargeMinimum,
    most_periods_behind: safeguards.periodsBehind,
    most_days_behind: safeguards.daysBehind,
    consent_lead_days: merchant.consentLeadDays,
    consent_lead_payments: merchant.consentLeadCycles,
    ottu_public_key: merchant.ottuPublicKey,
    surplus_handling: merchant.surplusHandling,
    default_country: merchant.defaultCountry,
    invoice_review_hours: merchant.invoiceReviewHours,
    refund_approval_above: approvalOf(merchant),
    previous_webhook_key_until: merchant.previousHmacUntil?.toISOString() ?? null,
    ottu_api_users: {
      charging: merchant.chargingApiUser,
      asking: merchant.askingApiUser,
      refunding: merchant.refundingApiUser,
    },
    ottu_credentials_changed_at: merchant.credentialsChangedAt?.toISOString() ?? null,
    created_at: merchant.createdAt.toISOString(),
  };
}

function approvalOf({ refundApproval }: Merchant): Record<string, string> {
  const limits = Object.entries(refundApproval);
  return Object.fromEntries(limits.map(([of, minor]) => [of, formatAmount(money(BigInt(minor), of))]));
}
