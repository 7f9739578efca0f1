import { Injectable } from '@nestjs/common';
import type { BillDocument } from '../../domain/document/bill-document.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { type MerchantProfile, ProfilesRepository } from '../merchants/index.js';

export interface PrintedDocument {
  fileName: string;
  content: Buffer;
}

/** The seller as it stood when a document was issued. */
export interface Letterhead {
  profile: MerchantProfile | null;
  logo: Buffer | null;
}

/** Made anew each time: the same facts give the same bytes. */
@Injectable()
export class Printer {
  constructor(private readonly profiles: ProfilesRepository) {}

  async letterhead(tx: Tx, merchantId: bigint, issued: Date): Promise<Letterhead> {
    const profile = await this.profiles.asOf(tx, merchantId, issued);
    const logoId = profile?.logoId ?? null;
    const logo = logoId === null ? null : await this.profiles.logo(tx, merchantId, logoId);
    return { profile, logo: logo?.content ?? null };
  }

  async print(document: BillDocument, logo: Buffer | null, issued: Date): Promise<Buffer> {
    // Loaded with the first document: fonts and their shaping are half a second of every start, of workers as well.
    const { renderDocument } = await import('./pdf/render-document.js');
    return renderDocument(document, logo, issued);
  }
}
