export type CardNetwork = 'visa' | 'mastercard' | 'other' | 'unknown';

/** Whose rules a card follows, from the brand as gateways spell it: VISA, MasterCard, "Visa Electron", mada. */
export function networkOf(brand: string | null): CardNetwork {
  const name = (brand ?? '').toUpperCase().replace(/[^A-Z]/g, '');
  if (name === '') return 'unknown';
  if (name.startsWith('VISA')) return 'visa';
  return /^(MASTERCARD|MASTER|MC|MAESTRO)$/.test(name) ? 'mastercard' : 'other';
}
