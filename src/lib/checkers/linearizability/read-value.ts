import { parseEdn } from './edn';
import { parseExactly } from './json';

/** One value as a history would have it: JSON, or a keyword of EDN. `undefined` when it is neither. */
export function readValue(text: string): unknown {
  try {
    return text.trim().startsWith(':') ? parseEdn(text) : parseExactly(text);
  } catch {
    return undefined;
  }
}
