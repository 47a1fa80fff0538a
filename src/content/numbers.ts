import { plain } from './inline';

/** A number that a text states. */
export interface Claim {
  /** As it is written, "12,000" or "3.2 s". */
  readonly says: string;
  readonly value: number;
  /** How far off it may be by the way it is written: half of its last place, more after "about". */
  readonly slack: number;
  /** "ms" for every time; "" for a count. */
  readonly unit: string;
}

/** A number that stands behind a text: expected of a run, or set for it. */
export interface Known {
  readonly value: number;
  readonly tolerance: number;
  readonly unit: string;
}

const TIMES: Readonly<Record<string, number>> = {
  µs: 0.001,
  us: 0.001,
  ms: 1,
  s: 1000,
  second: 1000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** What a number after one of these words is: a name, not an amount. */
const NAMES =
  /(?:\b(?:machine|replica|node|site|zone|server|instance|balancer|coordinator|consumer|wallets|users|thread|worker|epoch|term|number|field|question|step|phase|seed|layer|version|writer|monitor|client|backend|block|level|chapter|part|section|RFC|HTTP|Users|Wallet|team|service|batch|standby)s?\s+(?:\d+(?:,| and| to| or)\s+)*)$/i;

const NUMBER =
  /(?<![\w.,/#|-])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\w|]*\|)(?:\s?(%|µs|us|ms|s|min|h)(?![\w])|[\s-](seconds?|minutes?|hours?|days?)\b)?(?![\w/]|,\d)/g;

const ROUGHLY =
  /\b(?:about|some|nearly|almost|around|roughly|over|under|more than|less than|at least)\s$/i;

/** The numbers that a text states in digits; names such as "machine 5" and "HTTP/2" are none. */
export function claimsOf(text: string): Claim[] {
  const words = plain(text);
  const found = [...words.matchAll(NUMBER)].map((match) => {
    const before = words.slice(0, match.index);
    const [, digits, short, long] = match;
    return { before, digits, unit: short ?? long?.replace(/s$/, '') ?? '', says: match[0], match };
  });
  return found.flatMap(({ before, digits, unit, says, match }, i) => {
    if (NAMES.test(before)) return [];
    // "2, 40 and 150 ms": all of them are milliseconds.
    const shared =
      unit === '' ? unitOfList(words, match.index + says.length, found.slice(i + 1)) : unit;
    const factor = TIMES[shared] ?? 1;
    const value = Number(digits.replaceAll(',', ''));
    const slack = Math.max(halfOfLast(digits), ROUGHLY.test(before) ? value * 0.1 : 0);
    return [
      { says, value: value * factor, slack: slack * factor, unit: shared in TIMES ? 'ms' : shared },
    ];
  });
}

function unitOfList(
  words: string,
  end: number,
  rest: readonly { unit: string; match: RegExpExecArray }[],
): string {
  let from = end;
  for (const { unit, match } of rest) {
    if (!/^(?:,| and| or| to|, and)\s$/.test(words.slice(from, match.index))) return '';
    if (unit !== '') return unit;
    from = match.index + match[0].length;
  }
  return '';
}

/** "9.6": 0.05; "58": 0.5; "12,000": 500. */
function halfOfLast(digits: string): number {
  const [whole, fraction] = digits.replaceAll(',', '').split('.');
  if (fraction !== undefined) return 0.5 / 10 ** fraction.length;
  const zeros = /0*$/.exec(whole)![0].length;
  return whole.length > 2 ? 0.5 * 10 ** Math.min(zeros, whole.length - 2) : 0.5;
}

/** A number with its unit as `claimsOf` has it. */
export function knownOf(value: number, unit: string, tolerance = 0): Known {
  const factor = TIMES[unit] ?? 1;
  return {
    value: value * factor,
    tolerance: tolerance * factor,
    unit: unit in TIMES ? 'ms' : unit,
  };
}

/** Whether some known number stands behind a claim. A share may also be told by what is missing from the whole. */
export function isBacked(claim: Claim, known: readonly Known[]): boolean {
  return known.some(({ value, tolerance, unit }) => {
    const sameUnit =
      claim.unit === unit || claim.unit === '' || (unit === '' && claim.unit !== 'ms');
    const near = (other: number) =>
      Math.abs(claim.value - other) <= Math.max(tolerance, claim.slack) + 1e-9;
    return sameUnit && (near(value) || (claim.unit === '%' && near(100 - value)));
  });
}
