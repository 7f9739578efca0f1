import { formatAmount, parseMoney, roundHalfUp } from '../money/money.js';
import {
  modelFrom,
  type LessBilledInputs,
  type PriceInputs,
  type TierInputs,
} from '../pricing/price-inputs.js';
import { type Part, priceQuantity } from '../pricing/price-model.js';
import { formatUnitAmount } from '../pricing/unit-amount.js';
import { UNUSED_TIME_OF } from '../proration/credit-unused.js';
import type { ProrationChargeInputs, ProrationCreditInputs } from '../proration/line-inputs.js';
import type { DocumentLine } from './document-facts.js';
import {
  documentAmount,
  documentFigure,
  type DocumentLanguage,
  type DocumentWords,
  filled,
  isolated,
  leftToRight,
  wordsOf,
} from './words.js';

/** A line of tiers each to itself, as long as that stays readable. */
const MOST_TIERS_APART = 8;

/** What a line is called on paper. What the stored description says in English is said in the document's words. */
export function nameOfLine(line: DocumentLine, language: DocumentLanguage): string {
  const words = wordsOf(language);
  const name = isolated(soldAs(line, language));
  switch (line.inputs.rule) {
    case 'proration_credit':
      return filled(words.unusedTime, { name });
    case 'proration_charge':
      return filled(words.partOfPeriod, { name });
    case 'late_usage':
      return filled(words.lateUsage, { name });
    case 'rest_of_usage':
      return filled(words.restOfUsage, { name });
    default:
      return name;
  }
}

/** What one unit costs, however fine; empty where units of one line cost different amounts. */
export function unitPriceOfLine({ unitAmount, inputs }: DocumentLine): string {
  if (unitAmount !== null) return documentAmount(unitAmount);
  switch (inputs.rule) {
    case 'flat_per_unit':
      return documentFigure(inputs.unit_amount);
    case 'package':
      return leftToRight(`${documentFigure(inputs.package_amount)} / ${documentFigure(inputs.package_size)}`);
    case 'volume': {
      const [units, fee] = partsOf(inputs);
      return units && !fee ? documentFigure(formatUnitAmount(units.each)) : '';
    }
    default:
      return '';
  }
}

/** How the amount comes about where quantity and unit price do not say it; each a line below the name. */
export function notesOfLine({ inputs, unitAmount }: DocumentLine, words: DocumentWords): string[] {
  switch (inputs.rule) {
    case 'proration_credit':
    case 'proration_charge':
      return notesOfPart(inputs, words);
    case 'late_usage':
    case 'rest_of_usage':
      return [notesOfUsage(inputs, words)];
    case 'flat':
      return unitAmount ? [] : [filled(words.flatPrice, { amount: documentFigure(inputs.amount) })];
    case 'package': {
      const product = partsOf(inputs).map(productOf)[0];
      return product ? [filled(words.package, { size: documentFigure(inputs.package_size), product })] : [];
    }
    case 'graduated':
    case 'volume':
      return notesOfTiers(partsOf(inputs), inputs.tiers, words);
    default:
      return [];
  }
}

function notesOfPart(inputs: ProrationCreditInputs | ProrationChargeInputs, words: DocumentWords): string[] {
  const { unit, used, length, factor, currency } = inputs;
  const amount = (text: string) => documentAmount(parseMoney(text, currency));
  const hundredths = roundHalfUp(BigInt(factor.replace('.', '')), 100_000n)
    .toString()
    .padStart(3, '0');
  const percent = leftToRight(`${hundredths.slice(0, -2)}.${hundredths.slice(-2)} %`);
  const rest = String(BigInt(length) - BigInt(used));
  const part = inputs.rule === 'proration_charge' ? (inputs.held ?? rest) : rest;
  const days = { part: documentFigure(part), whole: documentFigure(length) };
  return [
    unit === 'day' ? filled(words.days, days) : filled(words.partOfIt, { part: percent }),
    inputs.rule === 'proration_charge'
      ? filled(words.wholePeriod, { amount: amount(inputs.whole) })
      : filled(words.chargedBefore, { amount: amount(inputs.charged) }),
  ];
}

function notesOfUsage({ with_it, billed }: LessBilledInputs, words: DocumentWords): string {
  const told = (inputs: PriceInputs) => {
    const { amount } = priceQuantity(modelFrom(inputs), BigInt(inputs.quantity));
    return leftToRight(`${documentFigure(inputs.quantity)} = ${documentFigure(formatAmount(amount))}`);
  };
  return filled(words.usageInAll, { all: told(with_it), billed: told(billed) });
}

function notesOfTiers(parts: readonly Part[], tiers: readonly TierInputs[], words: DocumentWords): string[] {
  const notes = [...new Set(parts.map(({ tier }) => tier!))].map((tier) => {
    const own = parts.filter((part) => part.tier === tier).map(productOf);
    return filled(words.tier, { range: rangeOf(tiers, tier, words), product: leftToRight(own.join(' + ')) });
  });
  return notes.length > MOST_TIERS_APART ? [notes.join('; ')] : notes;
}

function rangeOf(tiers: readonly TierInputs[], index: number, words: DocumentWords): string {
  const from = index === 0 ? '1' : String(BigInt(tiers[index - 1]!.up_to!) + 1n);
  const to = tiers[index]!.up_to;
  if (to === null) return filled(words.andMore, { from: documentFigure(from) });
  return leftToRight(`${documentFigure(from)}–${documentFigure(to)}`);
}

function partsOf(inputs: PriceInputs): readonly Part[] {
  return priceQuantity(modelFrom(inputs), BigInt(inputs.quantity)).parts;
}

function productOf({ what, count, each }: Part): string {
  const price = documentFigure(formatUnitAmount(each));
  return what === 'tier_fee' ? price : leftToRight(`${documentFigure(String(count))} × ${price}`);
}

/** The name alone of what the line is for. */
function soldAs({ description, nameAr, inputs }: DocumentLine, language: DocumentLanguage): string {
  if (language === 'ar' && nameAr) return nameAr;
  return inputs.rule === 'proration_credit' ? withoutPrefix(description) : description;
}

function withoutPrefix(description: string): string {
  return description.startsWith(UNUSED_TIME_OF) ? description.slice(UNUSED_TIME_OF.length) : description;
}
