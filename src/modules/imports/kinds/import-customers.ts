import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/unit-of-work.js';
import { type ReservedRow, Writes } from '../../../platform/database/writes.js';
import { newId } from '../../../platform/ids/type-id.js';
import { Customer, CustomersRepository } from '../../customers/index.js';
import type { CustomerLine } from '../lines/lines.js';
import { type ApplyResult, type CheckedLine, faulty, type ImportContext } from './import-kind.js';

@Injectable()
export class ImportCustomers {
  constructor(private readonly customers: CustomersRepository) {}

  async apply(
    tx: Tx,
    { merchant, now, dryRun }: ImportContext,
    lines: CheckedLine<CustomerLine>[],
  ): Promise<ApplyResult[]> {
    const atOttu = lines.flatMap(({ value }) => value.ottu_customer_id ?? []);
    const taken = await this.customers.takenAtGateway(tx, merchant.id, atOttu);
    const writes = await Writes.reserving(tx, new Map<ReservedRow, number>([[Customer, lines.length]]));
    const results = lines.map(({ value }): ApplyResult => {
      const { name, email, phone, ottu_customer_id: gatewayId } = value;
      if (!name && !email && !phone) return faulty('name', 'give at least one of name, email, phone');
      if (gatewayId !== undefined) {
        if (taken.has(gatewayId)) return faulty('ottu_customer_id', 'belongs to another customer');
        taken.add(gatewayId);
      }
      const customer: Partial<Customer> = {
        merchantId: merchant.id,
        publicId: newId('customer'),
        gatewayCustomerId: gatewayId ?? null,
        name: name ?? null,
        email: email ?? null,
        phone: phone ?? null,
        language: value.language ?? 'en',
        timeZone: value.time_zone ?? merchant.timeZone,
        country: value.country ?? null,
        taxExempt: value.tax_exempt ?? false,
        taxNumber: value.tax_number ?? null,
        address: value.address ?? null,
        metadata: value.metadata ?? {},
        createdAt: now,
        updatedAt: now,
      };
      writes.insert(Customer, customer);
      return { id: customer.id!, publicId: customer.publicId! };
    });
    if (!dryRun) await writes.flush(tx);
    return results;
  }
}
