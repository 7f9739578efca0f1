import { Injectable } from '@nestjs/common';
import { type CardReading, PaymentGateway, type Trouble } from '../../../gateway/payment-gateway.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { CardsRepository } from '../../cards/index.js';
import { type Customer, CustomersRepository, gatewayIdOf } from '../../customers/index.js';
import { MerchantAccounts } from '../../merchants/index.js';
import { ImportsRepository } from '../imports.repository.js';
import type { CardLine } from '../lines/lines.js';
import { type ApplyResult, type CheckedLine, faulty, type ImportContext } from './import-kind.js';

const AT_ONCE = 8;

/** What Ottu knows, by the external id of a customer; or why it could not be read, and would not be next time. */
export type CardsAtOttu = ReadonlyMap<
  string,
  { customer: Customer; cards: CardReading[] } | { unreadable: string }
>;

/** No answer came. Any other answer would come again, and a file that waited for it would wait for ever. */
const NO_ANSWER: readonly Trouble['code'][] = ['not_sent', 'timeout', 'connection_lost', 'server_error'];

/** Cards come by their token, and what is kept of them is what Ottu says of it: nothing is taken from the file. */
@Injectable()
export class ImportCards {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly imports: ImportsRepository,
    private readonly customers: CustomersRepository,
    private readonly cards: CardsRepository,
    private readonly accounts: MerchantAccounts,
    private readonly gateway: PaymentGateway,
  ) {}

  /** Asked outside of any transaction. Null when Ottu cannot be asked now: the lines stay as they are. */
  async look({ merchant }: ImportContext, lines: CheckedLine<CardLine>[]): Promise<CardsAtOttu | null> {
    const named = await this.uow.read((tx) => this.customersOf(tx, merchant.id, lines));
    // A large file must not take the requests of those who wait at a screen.
    const account = { ...this.accounts.accountOf(merchant), callClass: 'housekeeping' as const };
    const found = new Map<string, { customer: Customer; cards: CardReading[] } | { unreadable: string }>();
    const all = [...named];
    for (let from = 0; from < all.length; from += AT_ONCE) {
      const answers = await Promise.all(
        all.slice(from, from + AT_ONCE).map(async ([externalId, customer]) => {
          const query = { gatewayCustomerId: gatewayIdOf(customer) };
          return { externalId, customer, listed: await this.gateway.listCards(account, query) };
        }),
      );
      for (const { externalId, customer, listed } of answers) {
        if (listed.kind === 'listed') found.set(externalId, { customer, cards: listed.cards });
        else if (listed.kind === 'rate_limited' || NO_ANSWER.includes(listed.trouble.code)) return null;
        else found.set(externalId, { unreadable: listed.trouble.message });
      }
    }
    return found;
  }

  async apply(
    tx: Tx,
    { merchant, now, dryRun }: ImportContext,
    lines: CheckedLine<CardLine>[],
    atOttu: CardsAtOttu,
  ): Promise<ApplyResult[]> {
    const results: ApplyResult[] = [];
    for (const { value } of lines) {
      const known = atOttu.get(value.customer);
      if (!known) {
        results.push(faulty('customer', 'no customer was imported under this external id'));
        continue;
      }
      if ('unreadable' in known) {
        results.push(
          faulty(
            'customer',
            `Ottu does not tell which cards this customer has: ${known.unreadable}`.slice(0, 300),
          ),
        );
        continue;
      }
      const gatewayId = gatewayIdOf(known.customer);
      const reading = known.cards.find(
        (one) => one.token === value.token && one.gatewayCustomerId === gatewayId,
      );
      if (!reading) results.push(faulty('token', 'Ottu knows no such card of this customer'));
      else if (reading.isExpired) results.push(faulty('token', 'is of a card that has expired'));
      else if (dryRun) results.push({ id: 0n, publicId: '' });
      else results.push(await this.cards.upsertFromGateway(tx, merchant.id, known.customer.id, reading, now));
    }
    return results;
  }

  private async customersOf(tx: Tx, merchantId: bigint, lines: CheckedLine<CardLine>[]) {
    const names = [...new Set(lines.map(({ value }) => value.customer))];
    const refs = await this.imports.named(tx, merchantId, 'customers', names);
    const rows = await this.customers.findByIds(tx, merchantId, [...refs.values()].map(({ objectId }) => objectId)); // prettier-ignore
    const byId = new Map(rows.map((row) => [row.id, row]));
    return new Map([...refs].map(([name, { objectId }]) => [name, byId.get(objectId)!]));
  }
}
