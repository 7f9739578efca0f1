/**
 * Periods as one finds them with a paper calendar and a clock on the wall: days are crossed off one by one, and of
 * the clock is only asked what it shows. Shares nothing with the engine but the host's knowledge of time zones.
 */
export interface Day {
  year: number;
  month: number;
  day: number;
}

/** What a subscription's periods are counted from, in words of the wall. */
export interface Beginning {
  first: Day;
  /** The day wanted of each month; the first may be an earlier one. */
  wanted: number;
  /** "09:00:00" */
  time: string;
}

export interface Every {
  unit: 'day' | 'week' | 'month' | 'year';
  count: number;
}

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function lengthOfMonth({ year, month }: Pick<Day, 'year' | 'month'>): number {
  const isLeap = year % 400 === 0 || (year % 4 === 0 && year % 100 !== 0);
  return month === 2 && isLeap ? 29 : LENGTHS[month - 1]!;
}

function nextDay({ year, month, day }: Day): Day {
  if (day < lengthOfMonth({ year, month })) return { year, month, day: day + 1 };
  return month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 };
}

function dayBefore({ year, month, day }: Day): Day {
  if (day > 1) return { year, month, day: day - 1 };
  const before = month === 1 ? { year: year - 1, month: 12 } : { year, month: month - 1 };
  return { ...before, day: lengthOfMonth(before) };
}

/** Whether the day is the one that is wanted of its month, or its last where it has no such day. */
function isWanted(day: Day, wanted: number): boolean {
  return day.day === Math.min(wanted, lengthOfMonth(day));
}

/** The next day on which a period begins, or the one before: every day on the way is crossed off. */
function otherBoundary({ first, wanted }: Beginning, { unit, count }: Every, step: typeof nextDay): Day {
  const [days, months] = { day: [count, 0], week: [7 * count, 0], month: [0, count], year: [0, 12 * count] }[
    unit
  ];
  let day = first;
  for (let crossed = 0; crossed < days!; crossed++) day = step(day);
  for (let turned = 0; turned < months!;) {
    const { month } = day;
    day = step(day);
    if (day.month !== month) turned += 1;
  }
  while (months! > 0 && !isWanted(day, wanted)) day = step(day);
  return day;
}

/** The days on which periods begin, for so many years. */
export function daysOfBoundaries({ first, wanted }: Beginning, every: Every, years = 40): Day[] {
  const found = [first];
  for (let last = first; ; found.push(last)) {
    last = otherBoundary({ first: last, wanted, time: '' }, every, nextDay);
    if (last.year > first.year + years) return found;
  }
}

/** Of each day the moment at which its period begins. */
export function boundariesOf(beginning: Beginning, every: Every, wall: Wall, years?: number): Date[] {
  return daysOfBoundaries(beginning, every, years).map((day) => wall.firstMoment(day, beginning.time));
}

/** Where the period begins that would end at the beginning. */
export function boundaryBefore(beginning: Beginning, every: Every, wall: Wall): Date {
  return wall.firstMoment(otherBoundary(beginning, every, dayBefore), beginning.time);
}

const DAY = 86_400_000;
const [OLDEST, NEWEST] = [Date.UTC(1994, 0, 1), Date.UTC(2085, 0, 1)];
const walls = new Map<string, Wall>();

/** The clock on the wall of a zone. */
export class Wall {
  private readonly format: Intl.DateTimeFormat;
  /** How far it is ahead of UTC, and from when on. */
  private readonly spells: { from: number; ahead: number }[];

  private constructor(timeZone: string) {
    // Swedes write "2027-01-31 09:00:00".
    this.format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    let ahead = this.ahead(OLDEST);
    this.spells = [{ from: -Infinity, ahead }];
    for (let day = OLDEST; day < NEWEST; day += DAY) {
      if (this.ahead(day + DAY) === ahead) continue;
      const from = this.turn(day, [3_600_000, 60_000, 1000]);
      ahead = this.ahead(from);
      this.spells.push({ from, ahead });
    }
  }

  static of(timeZone: string): Wall {
    const known = walls.get(timeZone) ?? new Wall(timeZone);
    walls.set(timeZone, known);
    return known;
  }

  /** What it shows: "2027-01-31 09:00:00". */
  shows(at: Date): string {
    return this.format.format(at);
  }

  /** The moments at which it was put forward or back. */
  get turns(): number[] {
    return this.spells.slice(1).map(({ from }) => from);
  }

  /**
   * The first moment at which it shows this day and time, or, where they are skipped, a later one. A time that is
   * shown twice is so the earlier one, and one that is never shown is the moment at which it was put forward.
   */
  firstMoment({ year, month, day }: Day, time: string): Date {
    const [hour, minute, second] = time.split(':').map(Number);
    const shown = Date.UTC(year, month - 1, day, hour, minute, second);
    for (const [i, { from, ahead }] of this.spells.entries()) {
      const moment = Math.max(from, shown - ahead);
      if (moment < (this.spells[i + 1]?.from ?? Infinity)) return new Date(moment);
    }
    throw new Error('beyond the calendar');
  }

  /** A subscription that begins at this moment, and renews on this day of the month or, without one, on its own. */
  beginningAt(moment: Date, wanted?: number): Beginning {
    const [date, time] = this.shows(moment).split(' ');
    const [year, month, day] = date!.split('-').map(Number);
    let first: Day = { year: year!, month: month!, day: day! };
    while (wanted !== undefined && !isWanted(first, wanted)) first = nextDay(first);
    return { first, wanted: wanted ?? first.day, time: time! };
  }

  private ahead(moment: number): number {
    return (
      Date.parse(`${this.shows(new Date(moment)).replace(' ', 'T')}Z`) - Math.floor(moment / 1000) * 1000
    );
  }

  /** Hour by hour, then minute by minute, then second by second until it shows something else than before. */
  private turn(from: number, [step, ...finer]: number[]): number {
    const before = this.ahead(from);
    let moment = from;
    while (this.ahead(moment + step!) === before) moment += step!;
    return finer.length === 0 ? moment + step! : this.turn(moment, finer);
  }
}
