import { damaged } from './damage';
import type { RecipeDraft } from './draft';
import { SIGNS } from './text';

const TEXTS = new Map(SIGNS.map(([text, name]) => [name, text]));

/** The text that `encodeWord` was given. Throws an `InputError` on what it never writes. */
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

/** Reads what `writeWords` wrote; whether it means anything is checked later. Throws an `InputError` on any other word. */
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

/** A word's name and its text, still encoded. Throws an `InputError` where it has no name. */
export function splitWord(word: string): [name: string, text: string] {
  const at = word.indexOf('_');
  if (at < 1) throw damaged();
  return [word.slice(0, at), word.slice(at + 1)];
}

/** Sets a value by a name that may be `__proto__`. */
export function setOwn(record: Record<string, string>, name: string, value: string): void {
  Object.defineProperty(record, name, { value, enumerable: true, configurable: true });
}
