export interface Spread {
  min: number;
  median: number;
  max: number;
}

/** The nearest-rank percentile: a value that was measured, never one between two. */
export function percentile(values: readonly number[], percent: number): number {
  if (values.length === 0) throw new RangeError('There is no percentile of nothing');
  if (!(percent > 0 && percent <= 100))
    throw new RangeError(`A percentile is above 0 up to 100, not ${percent}`);
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1]!;
}

/** Of an even number of values the median is the mean of the middle two. */
export function spread(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('There is no spread of nothing');
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [(sorted.length - 1) >> 1, sorted.length >> 1];
  return { min: sorted[0]!, median: (sorted[low]! + sorted[high]!) / 2, max: sorted.at(-1)! };
}
