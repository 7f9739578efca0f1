import { ID_PREFIXES } from '../../platform/ids/type-id.js';
import type { MerchantMode } from './merchant.entity.js';

const FORMAT = /^perennial_(?:sandbox|live)_([0-7][0-9a-hjkmnp-tv-z]{25})_([A-Za-z0-9_-]{43})$/;

/** The mode stands in front, so that a person and a secret scanner see what kind of key leaked. */
export function formatApiKey(mode: MerchantMode, keyPublicId: string, secret: string): string {
  return `perennial_${mode}_${keyPublicId.slice(ID_PREFIXES.apiKey.length + 1)}_${secret}`;
}

export function parseApiKey(text: string): { keyPublicId: string; secret: string } | null {
  const [, id, secret] = FORMAT.exec(text) ?? [];
  return id && secret ? { keyPublicId: `${ID_PREFIXES.apiKey}_${id}`, secret } : null;
}
