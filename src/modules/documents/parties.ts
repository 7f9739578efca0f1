import type { DocumentBuyer, DocumentSeller } from '../../domain/document/document-facts.js';
import type { Customer } from '../customers/index.js';
import type { Merchant, MerchantProfile } from '../merchants/index.js';

export function sellerOf(merchant: Merchant, profile: MerchantProfile | null): DocumentSeller {
  return {
    name: profile?.legalName ?? merchant.name,
    nameAr: profile?.legalNameAr ?? null,
    address: profile?.address ?? null,
    addressAr: profile?.addressAr ?? null,
    contact: profile?.contact ?? null,
    country: profile?.country ?? null,
    taxNumber: profile?.taxNumber ?? null,
  };
}

export function buyerOf({ name, email, phone }: Customer): DocumentBuyer {
  return { name, email, phone, address: null, taxNumber: null };
}
