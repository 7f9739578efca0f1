import { Injectable } from '@nestjs/common';
import { Settings } from '../../platform/config/settings.js';
import { type Tx, UnitOfWork } from '../../platform/database/unit-of-work.js';
import { SecretBox, sha256 } from '../../platform/security/secret-box.js';
import type { Invoice } from '../invoices/index.js';
import type { Merchant } from '../merchants/index.js';
import type { Subscription } from '../subscriptions/index.js';
import type { Link, LinkKind } from './link.entity.js';
import { LinksRepository } from './links.repository.js';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/**
 * The addresses that customers get. Derived from what they lead to, so that asking twice gives the same one
 * and no table holds what would open it.
 */
@Injectable()
export class CustomerLinks {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly settings: Settings,
    private readonly box: SecretBox,
    private readonly links: LinksRepository,
  ) {}

  async toPay(tx: Tx, merchant: Merchant, invoice: Invoice, at: Date): Promise<string> {
    const { subscriptionId, id: invoiceId, publicId } = invoice;
    return this.keep(tx, merchant, { kind: 'pay', subscriptionId, invoiceId, publicId, at });
  }

  async toGiveCard(tx: Tx, merchant: Merchant, { id, publicId }: Subscription, at: Date): Promise<string> {
    return this.keep(tx, merchant, { kind: 'card', subscriptionId: id, invoiceId: null, publicId, at });
  }

  addressOf(kind: LinkKind, token: string): string {
    return `${this.settings.publicUrl}/${kind}/${token}`;
  }

  /** Null for what is no link of ours. */
  find(kind: LinkKind, token: string): Promise<Link | null> {
    if (!TOKEN.test(token)) return Promise.resolve(null);
    return this.uow.read(async (tx) => {
      const link = await this.links.findByTokenHash(tx, sha256(token));
      return link?.kind === kind ? link : null;
    });
  }

  private async keep(
    tx: Tx,
    merchant: Merchant,
    to: Pick<Link, 'kind' | 'subscriptionId' | 'invoiceId'> & { publicId: string; at: Date },
  ): Promise<string> {
    const { kind, subscriptionId, invoiceId } = to;
    const token = this.box.derive(`link/${kind}/${merchant.publicId}/${to.publicId}`);
    await this.links.keep(tx, {
      merchantId: merchant.id,
      kind,
      subscriptionId,
      invoiceId,
      tokenHash: sha256(token),
      createdAt: to.at,
    });
    return this.addressOf(kind, token);
  }
}
