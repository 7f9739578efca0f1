/** What a merchant decides about its safeguards. */
export interface SafeguardSettings {
  /** Requests a day that the payment platform allows the merchant's API user. */
  readonly requestsPerDay: number;
  /** What is due for charging may be so many times what the schedule of a week asks for. */
  readonly massChargeFactor: number;
  /** Fewer due charges than this are never a mass charge. */
  readonly massChargeMinimum: number;
  /** A subscription may be so many periods behind … */
  readonly periodsBehind: number;
  /** … and, whatever their number, so many days: three days down leave a daily subscription three behind. */
  readonly daysBehind: number;
}

export const DEFAULT_SAFEGUARDS: SafeguardSettings = {
  requestsPerDay: 90_000,
  massChargeFactor: 3,
  massChargeMinimum: 50,
  periodsBehind: 3,
  daysBehind: 14,
};

export const SAFEGUARD_LIMITS: Readonly<Record<keyof SafeguardSettings, { min: number; max: number }>> = {
  requestsPerDay: { min: 100, max: 100_000_000 },
  massChargeFactor: { min: 2, max: 100 },
  massChargeMinimum: { min: 1, max: 100_000_000 },
  periodsBehind: { min: 1, max: 366 },
  daysBehind: { min: 1, max: 366 },
};

/** What is not said is the default, also for merchants that were made before a setting existed. */
export function safeguardsOf(stored: Partial<SafeguardSettings>): SafeguardSettings {
  return { ...DEFAULT_SAFEGUARDS, ...stored };
}
