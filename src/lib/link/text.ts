import { damaged } from './damage';
import type { RecipeDraft } from './draft';

/**
 * A recipe as words: `load-balancer`, `policy_hash`, `seed_7`, `f_3s_crash_server-5`. They hold letters, digits, `-`, `.` and
 * `_` only, and `~` parts them: characters that no program encodes, escapes or takes for the end of an address.
 */
export const BETWEEN = '~';
/** Words of a link's own. A setting of such a name has its first letter escaped. */
const OWN = ['seed', 'until', 'f', 'z', 'sum'];

/** What stands for what has no place in an address, longest first: `20.pc.` for "20%", `lb.to.server-2`. */
const SIGNS: readonly (readonly [text: string, name: string])[] = [
  ['*->*', 'any-to-any'],
  ['*->', 'any-to'],
  ['->*', 'to-any'],
  ['<->', 'both'],
  ['->', 'to'],
  ['*', 'any'],
  [',', 'with'],
  ['|', 'vs'],
  ['%', 'pc'],
  ['=', 'is'],
  [':', 'colon'],
  ['_', 'low'],
  ['.', 'dot'],
];
const NAMES = new Map(SIGNS);
const TEXTS = new Map(SIGNS.map(([text, name]) => [name, text]));

const hex = (char: string) => `.x${char.codePointAt(0)!.toString(16)}.`;

/** Any text as letters, digits, `-`, `.` and `_`. A dot before a digit stays: "12.5s". */
export function encodeWord(text: string): string {
  return text.replace(
    /\*->\*|\*->|->\*|<->|->|[^A-Za-z\d-]/gu,
    (found: string, at: number): string => {
      if (found === ' ') return '_';
      if (found === '.' && /\d/.test(text.charAt(at + 1))) return '.';
      const name = NAMES.get(found);
      return name ? `.${name}.` : hex(found);
    },
  );
}

/** The text that `encodeWord` was given. Throws a `Mistake` on what it never writes. */
export function decodeWord(word: string): string {
  return word
    .replaceAll('_', ' ')
    .replace(/\.(?:(\d)|([a-z][a-z\d-]*)\.)?/g, (_, digit?: string, name?: string): string => {
      if (digit) return `.${digit}`;
      const code = /^x([\da-f]{1,6})$/.exec(name ?? '');
      if (code && parseInt(code[1], 16) <= 0x10ffff)
        return String.fromCodePoint(parseInt(code[1], 16));
      const text = name && TEXTS.get(name);
      if (!text) throw damaged();
      return text;
    });
}

/** A recipe's words, the system's id first: to be read by people, too. */
export function writeWords(draft: RecipeDraft): string[] {
  const settings = Object.entries(draft.settings).map(([name, value]) => {
    const own = OWN.includes(name);
    const key = own ? hex(name[0]) + name.slice(1) : encodeWord(name);
    return `${key}_${encodeWord(String(value))}`;
  });
  return [
    encodeWord(draft.system),
    ...settings,
    `seed_${draft.seed}`,
    `until_${encodeWord(draft.until ?? 'done')}`,
    ...draft.interventions.map((line) => `f_${encodeWord(line)}`),
  ];
}

/** Reads what `writeWords` wrote; whether it means anything is checked later. Throws a `Mistake` on any other word. */
export function readWords([system = '', ...words]: readonly string[]): RecipeDraft {
  const settings: Record<string, string> = {};
  const interventions: string[] = [];
  const rest: { seed?: string; until?: string } = {};
  for (const word of words) {
    const [name, text] = splitWord(word);
    const value = decodeWord(text);
    if (name === 'f') interventions.push(value);
    else if (name === 'seed' || name === 'until') rest[name] = value;
    else setOwn(settings, decodeWord(name), value);
  }
  return { system: decodeWord(system), settings, interventions, ...rest };
}

/** A word's name and its text, still encoded. Throws a `Mistake` where it has no name. */
export function splitWord(word: string): [name: string, text: string] {
  const at = word.indexOf('_');
  if (at < 1) throw damaged();
  return [word.slice(0, at), word.slice(at + 1)];
}

/** Sets a value by a name that may be `__proto__`. */
export function setOwn(record: Record<string, string>, name: string, value: string): void {
  Object.defineProperty(record, name, { value, enumerable: true, configurable: true });
}
