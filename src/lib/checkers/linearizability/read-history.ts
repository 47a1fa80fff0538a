import { Mistake } from '../../sim';
import type { Entry } from './operations';

/** Longest history that is read, in characters. */
const LONGEST = 500_000_000;

/**
 * Reads JSON Lines, one operation event a line; empty lines are passed over. Fields beyond those of the format are
 * ignored. Throws a `Mistake` that names the line. What the fields hold is checked by `operationsOf`.
 */
export function readHistory(text: string): Entry[] {
  if (text.length > LONGEST) throw new Mistake('history', 'is too long', `${LONGEST} characters`);
  const entries: Entry[] = [];
  text.split('\n').forEach((content, i) => {
    if (content.trim() === '') return;
    const line = i + 1;
    let raw: unknown;
    try {
      raw = JSON.parse(content);
    } catch {
      throw new Mistake(
        `line ${line}`,
        `"${content.trim().slice(0, 40)}" is not JSON`,
        'one JSON object a line',
      );
    }
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
      throw new Mistake(`line ${line}`, 'is no object', 'one JSON object a line');
    const { process, type, f, key, value, time } = raw as Entry & { time?: unknown };
    if (time !== undefined && typeof time !== 'number')
      throw new Mistake(`line ${line}, "time"`, 'is no number', 'µs, or none');
    entries.push({ process, type, f, key, value, line });
  });
  return entries;
}
