const DAY_MS = 86_400_000;
/** Files are made soon after their day; so much is asked for first. */
const FIRST_DAYS = 3;
/** The platform tells no more than a page of files: a month of daily ones fits. */
const WINDOW_DAYS = 30;
/** Two years: what was made again later than that is not looked for. */
const MOST_WINDOWS = 25;

export interface ReportWindow {
  /** UTC days, both included. */
  createdFrom: string;
  createdTo: string;
}

/**
 * When the file of a day may have been made: soon after it, or again at any time since, which the newest file shows.
 * Pure. One window after the other, without a gap, up to the present day.
 */
export function reportWindows(day: string, today: string): ReportWindow[] {
  const windows = [{ createdFrom: day, createdTo: plus(day, FIRST_DAYS) }];
  while (windows.at(-1)!.createdTo < today && windows.length < MOST_WINDOWS) {
    const createdFrom = plus(windows.at(-1)!.createdTo, 1);
    windows.push({ createdFrom, createdTo: plus(createdFrom, WINDOW_DAYS - 1) });
  }
  return windows;
}

function plus(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
