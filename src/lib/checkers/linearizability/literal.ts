/**
 * A value that JavaScript has no exact counterpart for: a number with more digits than a double keeps, an EDN keyword.
 * Equal when the texts are.
 */
export class Literal {
  constructor(readonly text: string) {}

  /** JSON has no better way to say it than as a string. */
  toJSON(): string {
    return this.text;
  }

  toString(): string {
    return this.text;
  }
}

/** Sign, digits without zeros at either end, and the exponent behind them: equal numbers have equal texts. */
function normal(text: string): { sign: string; digits: string; exponent: number } {
  const [, sign, whole, part = '', power = '0'] =
    /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = `${whole}${part}`.replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return { sign: '', digits: '0', exponent: 0 };
  const exponent = Number(power) - part.length + (all.length - digits.length);
  return { sign: sign === '-' ? '-' : '', digits, exponent };
}

/** Most zeros that are written out at the end of a whole number. */
const MOST_ZEROS = 40;

/** Reads a decimal number: as a `number` where that says the same, otherwise as a `Literal`. */
export function exactNumber(text: string): number | Literal {
  const { sign, digits, exponent } = normal(text);
  const n = Number(text);
  if (Number.isFinite(n)) {
    const kept = normal(String(n));
    if (kept.sign === sign && kept.digits === digits && kept.exponent === exponent) return n;
  }
  if (exponent < 0 || exponent > MOST_ZEROS)
    return new Literal(`${sign}${digits}${exponent === 0 ? '' : `e${exponent}`}`);
  return new Literal(`${sign}${digits}${'0'.repeat(exponent)}`);
}
