import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { Link } from './link.entity.js';

@Injectable()
export class LinksRepository {
  /** The same token is the same link, however often it is asked for. */
  async keep(tx: Tx, link: Omit<Link, 'id'>): Promise<void> {
    await tx.createQueryBuilder().insert().into(Link).values(link).orIgnore().execute();
  }

  /** Of any merchant: who follows a link says nothing but its token. */
  findByTokenHash(tx: Tx, tokenHash: Buffer): Promise<Link | null> {
    return tx.findOneBy(Link, { tokenHash });
  }
}
