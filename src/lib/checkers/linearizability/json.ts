import { exactNumber } from './literal';
import { Reader, stringEnd, Unreadable } from './reader';

/** Reads JSON without losing digits. Throws `Unreadable`. */
export class JsonReader extends Reader {
  /** The next character that is no space, without taking it; "" at the end. */
  peek(): string {
    const { at } = this;
    const space = /[\s]*/y;
    space.lastIndex = at;
    space.test(this.text);
    this.at = space.lastIndex;
    return this.text.charAt(this.at);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const [found] = pattern.exec(this.text) ?? [];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  protected read(next: string, depth: number): unknown {
    if (next === '[') return this.#array(depth);
    if (next === '{') return this.#object(depth);
    if (next === '"') return this.#string();
    const number = this.#match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    if (number !== undefined) return exactNumber(number);
    const word = this.#match(/true|false|null/y);
    if (word === undefined) throw new Unreadable('is not JSON', this.at);
    return word === 'null' ? null : word === 'true';
  }

  #string(): string {
    const [from, to] = [this.at, stringEnd(this.text, this.at)];
    if (to >= 0) this.at = to;
    try {
      return JSON.parse(this.text.slice(from, to)) as string;
    } catch {
      throw new Unreadable('is not JSON', from);
    }
  }

  #array(depth: number): unknown[] {
    const items: unknown[] = [];
    this.take('[');
    if (this.take(']')) return items;
    do items.push(this.value(depth + 1));
    while (this.take(','));
    if (!this.take(']')) throw new Unreadable('is not JSON', this.at);
    return items;
  }

  #object(depth: number): object {
    const fields: [string, unknown][] = [];
    this.take('{');
    if (this.take('}')) return {};
    do {
      if (this.peek() !== '"') throw new Unreadable('is not JSON', this.at);
      const name = this.#string();
      if (!this.take(':')) throw new Unreadable('is not JSON', this.at);
      fields.push([name, this.value(depth + 1)]);
    } while (this.take(','));
    if (!this.take('}')) throw new Unreadable('is not JSON', this.at);
    return Object.fromEntries(fields);
  }
}

/** Reads one JSON value and nothing behind it, without losing digits. Throws `Unreadable`. */
export function parseExactly(text: string): unknown {
  const reader = new JsonReader(text);
  const value = reader.value();
  if (reader.peek() !== '') throw new Unreadable('is not JSON', reader.at);
  return value;
}
