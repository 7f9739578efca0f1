/** In which accounts money of a surplus payment leaves, besides the one it leaves from. Below zero it comes back there. */
export interface OutOfSurplus {
  surplusMinor: bigint;
  lossMinor: bigint;
}

/**
 * What `minor` that went of a surplus payment means for the books, or, below zero, that came back of it. What was set
 * aside pays for as long as it lasts. A bank asks nobody, so that more may go than came: what goes beyond is the
 * merchant's loss, whoever went first. Pure.
 * @param goneMinor all that is gone of the payment now, this included
 */
export function outOfSurplus(paidMinor: bigint, goneMinor: bigint, minor: bigint): OutOfSurplus {
  const left = paidMinor - goneMinor;
  const before = left + minor;
  return {
    surplusMinor: aboveZero(before) - aboveZero(left),
    lossMinor: aboveZero(-left) - aboveZero(-before),
  };
}

function aboveZero(minor: bigint): bigint {
  return minor > 0n ? minor : 0n;
}
