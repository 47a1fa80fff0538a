import { exactNumber, Literal } from './literal';
import { canonical } from './models';
import { Reader, stringEnd, Unreadable } from './reader';

const CLOSING: Record<string, string> = { '(': ')', '[': ']', '{': '}' };
const ESCAPES: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const NUMBER = /^([+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)[NM]?$/;

/**
 * Reads EDN, the notation of Clojure in which Jepsen writes its histories. Keywords and symbols become `Literal`s,
 * lists and vectors arrays, maps objects whose keys are texts (`:type`), tagged maps the maps themselves.
 * Throws `Unreadable`.
 */
export class EdnReader extends Reader {
  /** The next character of a form, without taking it; "" at the end. Commas and comments are space. */
  peek(): string {
    for (;;) {
      const space = /(?:[\s,]|;[^\n]*)*/y;
      space.lastIndex = this.at;
      space.test(this.text);
      this.at = space.lastIndex;
      if (!this.text.startsWith('#_', this.at)) return this.text.charAt(this.at);
      this.at += 2;
      this.value();
    }
  }

  protected read(next: string, depth: number): unknown {
    if (next === '(' || next === '[') return this.#items(next, depth);
    if (next === '{') return this.#map(depth);
    if (next === '"') return this.#string();
    if (next === '#') return this.#tagged(depth);
    return this.#atom();
  }

  #items(opening: string, depth: number): unknown[] {
    const items: unknown[] = [];
    this.at++;
    while (!this.take(CLOSING[opening])) items.push(this.value(depth + 1));
    return items;
  }

  #map(depth: number): object {
    const items = this.#items('{', depth);
    if (items.length % 2 !== 0) throw new Unreadable('has a key without a value', this.at);
    const fields: [string, unknown][] = [];
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i];
      fields.push([typeof key === 'string' ? key : canonical(key), items[i + 1]]);
    }
    return Object.fromEntries(fields);
  }

  #string(): string {
    const [from, to] = [this.at, stringEnd(this.text, this.at)];
    if (to < 0) throw new Unreadable('has a string without an end', from);
    this.at = to;
    const lines = this.text.slice(from, to).replace(/[\n\r\t]/g, (c) => ESCAPES[c]);
    try {
      return JSON.parse(lines) as string;
    } catch {
      throw new Unreadable('has an unknown escape in a string', from);
    }
  }

  #tagged(depth: number): unknown {
    this.at++;
    if (this.text.charAt(this.at) === '{')
      return { '#set': this.#items('{', depth).map(canonical).sort() };
    if (this.text.charAt(this.at) === '#') this.at++;
    const tag = this.#atom();
    if (['Inf', '-Inf', 'NaN'].includes(String(tag))) return new Literal(`##${String(tag)}`);
    const value = this.value(depth + 1);
    return typeof value === 'object' && value !== null ? value : { [`#${String(tag)}`]: value };
  }

  #atom(): unknown {
    const word = /\\?[^\s,;"()[\]{}]+/y;
    word.lastIndex = this.at;
    const [text] = word.exec(this.text) ?? [];
    if (text === undefined) throw new Unreadable('is not EDN', this.at);
    this.at = word.lastIndex;
    if (text === 'nil') return null;
    if (text === 'true' || text === 'false') return text === 'true';
    const [, number] = NUMBER.exec(text) ?? [];
    return number === undefined ? new Literal(text) : exactNumber(number);
  }
}

/** Reads one EDN form and nothing behind it. Throws `Unreadable`. */
export function parseEdn(text: string): unknown {
  const reader = new EdnReader(text);
  const value = reader.value();
  if (reader.peek() !== '') throw new Unreadable('is not EDN', reader.at);
  return value;
}
