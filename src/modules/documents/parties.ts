import type { DocumentBuyer, DocumentSeller } from '../../domain/document/document-facts.js';
import type { Customer } from '../customers/index.js';
import type { InvoiceBuyer } from '../invoices/index.js';
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

/** Who bought when the invoice became final; of a draft, who would. */
export function buyerOf(customer: Customer, kept: InvoiceBuyer | null): DocumentBuyer {
  const { name, email, phone } = kept ?? customer;
  const taxNumber = kept ? kept.tax_number : customer.taxNumber;
  const address = kept ? (kept.address ?? null) : customer.address;
  return { name, email, phone, address, taxNumber };
}
