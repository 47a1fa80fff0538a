import type { RecipeDraft } from './draft';

/**
 * A recipe as words: `load-balancer`, `policy_hash`, `seed_7`, `f_3s_crash_server-5`. They hold letters, digits, `-`, `.` and
 * `_` only, and `~` parts them: characters that no program encodes, escapes or takes for the end of an address.
 */
export const BETWEEN = '~';
/** Words of a link's own. A setting of such a name has its first letter escaped. */
const OWN = ['seed', 'until', 'f', 'z', 'sum'];

/** What stands for what has no place in an address, longest first: `20.pc.` for "20%", `lb.to.server-2`. */
export const SIGNS: readonly (readonly [text: string, name: string])[] = [
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
