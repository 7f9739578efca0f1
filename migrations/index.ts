import { MerchantsAndKeys1764000001000 } from './1764000001000-merchants-and-keys.js';
import { CustomersAndCatalog1764000002000 } from './1764000002000-customers-and-catalog.js';
import { Subscriptions1764000003000 } from './1764000003000-subscriptions.js';
import { InvoicesAndLedger1764000004000 } from './1764000004000-invoices-and-ledger.js';
import { ChargesAndAttempts1764000005000 } from './1764000005000-charges-and-attempts.js';
import { EventsAndInbox1764000006000 } from './1764000006000-events-and-inbox.js';
import { Operations1764000008000 } from './1764000008000-operations.js';
import { AuditRuns1764000009000 } from './1764000009000-audit-runs.js';
import { Batches1764000010000 } from './1764000010000-batches.js';
import { Safeguards1764000011000 } from './1764000011000-safeguards.js';
import { DunningPolicies1764000012000 } from './1764000012000-dunning-policies.js';
import { LinksAndConsent1764000013000 } from './1764000013000-links-and-consent.js';
import { RefundsAndBalances1764000014000 } from './1764000014000-refunds-and-balances.js';
import { DatabaseEpochs1764000015000 } from './1764000015000-database-epochs.js';
import { AgreementsBySubscription1764000016000 } from './1764000016000-agreements-by-subscription.js';
import { PriceModels1764000020000 } from './1764000020000-price-models.js';
import { Usage1764000020001 } from './1764000020001-usage.js';
import { PlanVersions1764000020002 } from './1764000020002-plan-versions.js';
import { LifeOfASubscription1764000021000 } from './1764000021000-life-of-a-subscription.js';
import { DiscountsAndTaxOnInvoices1764000022000 } from './1764000022000-discounts-and-tax-on-invoices.js';
import { TaxRates1764000022001 } from './1764000022001-tax-rates.js';
import { Coupons1764000022002 } from './1764000022002-coupons.js';
import { PendingLines1764000022003 } from './1764000022003-pending-lines.js';
import { CreditNotes1764000022004 } from './1764000022004-credit-notes.js';
import { OrdersBesidesPeriods1764000022005 } from './1764000022005-orders-besides-periods.js';
import { MerchantProfiles1764000023000 } from './1764000023000-merchant-profiles.js';
import { Imports1764000023001 } from './1764000023001-imports.js';
import { PlanMigrations1764000031000 } from './1764000031000-plan-migrations.js';
import { ChangesAwaitConsent1764000031001 } from './1764000031001-changes-await-consent.js';
import { Drafts1764000032000 } from './1764000032000-drafts.js';
import { InvoicesByHand1764000032001 } from './1764000032001-invoices-by-hand.js';
import { ProrationsThatWait1764000032002 } from './1764000032002-prorations-that-wait.js';
import { SettledImportLinesAreEmpty1764000033000 } from './1764000033000-settled-import-lines-are-empty.js';
import { BuyersOnInvoices1764000033001 } from './1764000033001-buyers-on-invoices.js';
import { Wallets1764000041000 } from './1764000041000-wallets.js';
import { PaymentMethods1764000041001 } from './1764000041001-payment-methods.js';
import { DayReconciliation1764000042000 } from './1764000042000-day-reconciliation.js';
import { UsageThresholds1764000043000 } from './1764000043000-usage-thresholds.js';
import { ChangesOfNowAwaitConsent1764000043001 } from './1764000043001-changes-of-now-await-consent.js';
import { WebhookDesk1764000044000 } from './1764000044000-webhook-desk.js';
import { RefundApproval1764000045000 } from './1764000045000-refund-approval.js';
import { CapturesAndVoids1764000046000 } from './1764000046000-captures-and-voids.js';
import { Chargebacks1764000047000 } from './1764000047000-chargebacks.js';
import { SeparateCredentials1764000048000 } from './1764000048000-separate-credentials.js';
import { OldIdempotencyKeys1764000051000 } from './1764000051000-old-idempotency-keys.js';
import { ChangesOnADate1764000052000 } from './1764000052000-changes-on-a-date.js';
import { AddressesOfCustomers1764000054000 } from './1764000054000-addresses-of-customers.js';
import { UnbookedRefunds1764000056000 } from './1764000056000-unbooked-refunds.js';
import { FullQuarantine1764000056001 } from './1764000056001-full-quarantine.js';
import { DaysWithoutTransactions1764000056002 } from './1764000056002-days-without-transactions.js';
import { WhatAnswersSaid1764000058000 } from './1764000058000-what-answers-said.js';
import { RemindersOfCases1764000059000 } from './1764000059000-reminders-of-cases.js';
import { AttemptsKeepTheirWord1764000060000 } from './1764000060000-attempts-keep-their-word.js';
import { LooksThatFail1764000061000 } from './1764000061000-looks-that-fail.js';
import { CallsAboutCards1764000062000 } from './1764000062000-calls-about-cards.js';
import { RefundsUnseen1764000064000 } from './1764000064000-refunds-unseen.js';
import { PayerCurrency1764000064001 } from './1764000064001-payer-currency.js';
import { OperationsInReports1764000064002 } from './1764000064002-operations-in-reports.js';
import { ChargebacksAfterRefunds1764000064003 } from './1764000064003-chargebacks-after-refunds.js';
import { SealedWebhooks1764000065000 } from './1764000065000-sealed-webhooks.js';
import { PaymentInquiries1764000066010 } from './1764000066010-payment-inquiries.js';
import { ThreeVoices1764000066011 } from './1764000066011-three-voices.js';
import { WebhookFloods1764000066012 } from './1764000066012-webhook-floods.js';
import { AdoptedAttempts1764000066020 } from './1764000066020-adopted-attempts.js';
import { SkippedPeriods1764000066040 } from './1764000066040-skipped-periods.js';
import { ReleasedCoupons1764000066041 } from './1764000066041-released-coupons.js';
import { RenewedCards1764000066070 } from './1764000066070-renewed-cards.js';
import { ReplayedWebhooks1764000066080 } from './1764000066080-replayed-webhooks.js';
import { PaymentsByTheirEnd1764000066081 } from './1764000066081-payments-by-their-end.js';
import { NamesOfRejectedRefunds1764000066090 } from './1764000066090-names-of-rejected-refunds.js';
import { QueuedRefundsWithAPerson1764000066091 } from './1764000066091-queued-refunds-with-a-person.js';
import { SurplusThatBanksTook1764000066092 } from './1764000066092-surplus-that-banks-took.js';
import { CasesDecidedAgain1764000067000 } from './1764000067000-cases-decided-again.js';
import { GivenUpBeforeAReactivation1764000067001 } from './1764000067001-given-up-before-a-reactivation.js';
import { CardsAsGiven1764000067020 } from './1764000067020-cards-as-given.js';
import { PagesSeenPaid1764000067021 } from './1764000067021-pages-seen-paid.js';
import { ChangesOfGoingSubscriptions1764000067022 } from './1764000067022-changes-of-going-subscriptions.js';
import { AgreementsByMerchant1764000067030 } from './1764000067030-agreements-by-merchant.js';
import { ListsByMore1764000067040 } from './1764000067040-lists-by-more.js';
import { EventsOfCustomers1764000067050 } from './1764000067050-events-of-customers.js';
import { CardsGivenForCharges1764000067060 } from './1764000067060-cards-given-for-charges.js';
import { VoidedUsage1764000067070 } from './1764000067070-voided-usage.js';
import { CanceledImports1764000067100 } from './1764000067100-canceled-imports.js';
import { ListsOfWhatCameBack1764000067110 } from './1764000067110-lists-of-what-came-back.js';
import { CouponsUsedAhead1764000067400 } from './1764000067400-coupons-used-ahead.js';
import { RequestsOfMigrations1764000067410 } from './1764000067410-requests-of-migrations.js';
import { AttemptsProvenUnpaid1764000067500 } from './1764000067500-attempts-proven-unpaid.js';
import { CasesOfCharges1764000067600 } from './1764000067600-cases-of-charges.js';
import { FullInquiryBuckets1764000067610 } from './1764000067610-full-inquiry-buckets.js';
import { AbsencesBelievedLate1764000067700 } from './1764000067700-absences-believed-late.js';
import { ContradictionsSeenTwice1764000067710 } from './1764000067710-contradictions-seen-twice.js';
import { MetersAtNothing1764000067730 } from './1764000067730-meters-at-nothing.js';
import { ToldSessions1764000067740 } from './1764000067740-told-sessions.js';
import { MovedBillingDays1764000067800 } from './1764000067800-moved-billing-days.js';
import { RemindersOfQuarantine1764000068000 } from './1764000068000-reminders-of-quarantine.js';
import { SightsOfForeignRefunds1764000068001 } from './1764000068001-sights-of-foreign-refunds.js';
import { OutsidePayments1764000068100 } from './1764000068100-outside-payments.js';
import { StubsOfPlans1764000068200 } from './1764000068200-stubs-of-plans.js';
import { HeldFees1764000068300 } from './1764000068300-held-fees.js';
import { FirstCharges1764000068400 } from './1764000068400-first-charges.js';
import { RefusedAskers1764000068410 } from './1764000068410-refused-askers.js';
import { ReleasedCharges1764000068430 } from './1764000068430-released-charges.js';
import { NamesInArabic1764000068500 } from './1764000068500-names-in-arabic.js';
import { NamesInArabicOnLines1764000068510 } from './1764000068510-names-in-arabic-on-lines.js';
import { FormerStubs1764000068600 } from './1764000068600-former-stubs.js';

/** In order of application. Listed by hand: a glob would run whatever file happens to lie there. */
export const migrations = [
  MerchantsAndKeys1764000001000,
  CustomersAndCatalog1764000002000,
  Subscriptions1764000003000,
  InvoicesAndLedger1764000004000,
  ChargesAndAttempts1764000005000,
  EventsAndInbox1764000006000,
  Operations1764000008000,
  AuditRuns1764000009000,
  Batches1764000010000,
  Safeguards1764000011000,
  DunningPolicies1764000012000,
  LinksAndConsent1764000013000,
  RefundsAndBalances1764000014000,
  DatabaseEpochs1764000015000,
  AgreementsBySubscription1764000016000,
  PriceModels1764000020000,
  Usage1764000020001,
  PlanVersions1764000020002,
  LifeOfASubscription1764000021000,
  DiscountsAndTaxOnInvoices1764000022000,
  TaxRates1764000022001,
  Coupons1764000022002,
  PendingLines1764000022003,
  CreditNotes1764000022004,
  OrdersBesidesPeriods1764000022005,
  MerchantProfiles1764000023000,
  Imports1764000023001,
  PlanMigrations1764000031000,
  ChangesAwaitConsent1764000031001,
  Drafts1764000032000,
  InvoicesByHand1764000032001,
  ProrationsThatWait1764000032002,
  SettledImportLinesAreEmpty1764000033000,
  BuyersOnInvoices1764000033001,
  Wallets1764000041000,
  PaymentMethods1764000041001,
  DayReconciliation1764000042000,
  UsageThresholds1764000043000,
  ChangesOfNowAwaitConsent1764000043001,
  WebhookDesk1764000044000,
  RefundApproval1764000045000,
  CapturesAndVoids1764000046000,
  Chargebacks1764000047000,
  SeparateCredentials1764000048000,
  OldIdempotencyKeys1764000051000,
  ChangesOnADate1764000052000,
  AddressesOfCustomers1764000054000,
  UnbookedRefunds1764000056000,
  FullQuarantine1764000056001,
  DaysWithoutTransactions1764000056002,
  WhatAnswersSaid1764000058000,
  RemindersOfCases1764000059000,
  AttemptsKeepTheirWord1764000060000,
  LooksThatFail1764000061000,
  CallsAboutCards1764000062000,
  RefundsUnseen1764000064000,
  PayerCurrency1764000064001,
  OperationsInReports1764000064002,
  ChargebacksAfterRefunds1764000064003,
  SealedWebhooks1764000065000,
  PaymentInquiries1764000066010,
  ThreeVoices1764000066011,
  WebhookFloods1764000066012,
  AdoptedAttempts1764000066020,
  SkippedPeriods1764000066040,
  ReleasedCoupons1764000066041,
  RenewedCards1764000066070,
  ReplayedWebhooks1764000066080,
  PaymentsByTheirEnd1764000066081,
  NamesOfRejectedRefunds1764000066090,
  QueuedRefundsWithAPerson1764000066091,
  SurplusThatBanksTook1764000066092,
  CasesDecidedAgain1764000067000,
  GivenUpBeforeAReactivation1764000067001,
  CardsAsGiven1764000067020,
  PagesSeenPaid1764000067021,
  ChangesOfGoingSubscriptions1764000067022,
  AgreementsByMerchant1764000067030,
  ListsByMore1764000067040,
  EventsOfCustomers1764000067050,
  CardsGivenForCharges1764000067060,
  VoidedUsage1764000067070,
  CanceledImports1764000067100,
  ListsOfWhatCameBack1764000067110,
  CouponsUsedAhead1764000067400,
  RequestsOfMigrations1764000067410,
  AttemptsProvenUnpaid1764000067500,
  CasesOfCharges1764000067600,
  FullInquiryBuckets1764000067610,
  AbsencesBelievedLate1764000067700,
  ContradictionsSeenTwice1764000067710,
  MetersAtNothing1764000067730,
  ToldSessions1764000067740,
  MovedBillingDays1764000067800,
  RemindersOfQuarantine1764000068000,
  SightsOfForeignRefunds1764000068001,
  OutsidePayments1764000068100,
  StubsOfPlans1764000068200,
  HeldFees1764000068300,
  FirstCharges1764000068400,
  RefusedAskers1764000068410,
  ReleasedCharges1764000068430,
  NamesInArabic1764000068500,
  NamesInArabicOnLines1764000068510,
  FormerStubs1764000068600,
];
