/** Something that is to happen at a moment of virtual time. */
export interface Planned {
  at: number;
  /** Breaks ties: of two things at one moment the one planned first comes first. */
  number: number;
  isCanceled: boolean;
}

/** A binary heap: the earliest first. */
export class TimeLine<T extends Planned> {
  private readonly items: T[] = [];

  get first(): T | undefined {
    while (this.items[0]?.isCanceled) this.pop();
    return this.items[0];
  }

  push(item: T): void {
    let i = this.items.push(item) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!isBefore(item, this.items[parent]!)) break;
      this.items[i] = this.items[parent]!;
      i = parent;
    }
    this.items[i] = item;
  }

  pop(): T | undefined {
    const top = this.items[0];
    const last = this.items.pop();
    if (last === undefined || this.items.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= this.items.length) break;
      if (child + 1 < this.items.length && isBefore(this.items[child + 1]!, this.items[child]!)) child++;
      if (!isBefore(this.items[child]!, last)) break;
      this.items[i] = this.items[child]!;
      i = child;
    }
    this.items[i] = last;
    return top;
  }
}

function isBefore(a: Planned, b: Planned): boolean {
  return a.at < b.at || (a.at === b.at && a.number < b.number);
}
