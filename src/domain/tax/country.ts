const REGIONS = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** What the list of regions has besides countries: unions, and codes for "unknown". */
const NO_COUNTRY = new Set(['EU', 'EZ', 'UN', 'XA', 'XB', 'ZZ', 'QO']);

/** Whether `code` is an ISO 3166-1 alpha-2 code in capitals. */
export function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && !NO_COUNTRY.has(code) && REGIONS.of(code) !== undefined;
}
