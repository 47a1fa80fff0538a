import type { Term } from './glossary-schema';

/** What is left as it is: code, links, emphasis (which holds plain words only), headings, tags. */
const PROTECTED =
  /```[\s\S]*?```|`[^`]*`|\[[^\]]*\]\([^)]*\)|\*\*[^*]+\*\*|(?<![\w*])\*[^*\s][^*]*\*|^#.*$|<\/?[a-z][^>]*>/gm;

/** Finds the terms of a glossary in a text. */
export interface Finder {
  /** Each with where it stands in a text of question `no`: outside of links and code, whole words, plurals too. */
  find(
    text: string,
    no: number,
  ): { readonly term: Term; readonly from: number; readonly text: string }[];
}

const escaped = (form: string) =>
  form.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '\\s+');

/** Two capitals or more: ACID, gRPC, CAP. */
const isSpelt = (form: string) => (form.match(/[A-Z]/g) ?? []).length > 1;

/** A form and its plural. */
function pattern(form: string): string {
  if (/[^aeiou]y$/.test(form)) return `${escaped(form.slice(0, -1))}(?:y|ies)`;
  return `${escaped(form)}(?:s|es)?`;
}

interface Form {
  readonly term: Term;
  /** An acronym as it must be written. */
  readonly spelt: string | null;
  readonly regex: RegExp;
}

/** Where a form may begin: its first letters, without what a plural changes. */
const startOf = (text: string) => text.slice(0, 2).toLowerCase();

export function finderOf(terms: readonly Term[]): Finder {
  const byStart = new Map<string, Form[]>();
  const forms = terms
    .flatMap((term) => [term.term, ...term.also].map((form) => ({ term, form })))
    .sort((a, b) => b.form.length - a.form.length);
  for (const { term, form } of forms) {
    const regex = new RegExp(`(?:${pattern(form)})(?![\\w-])`, 'iy');
    const start = startOf(form);
    const same = byStart.get(start);
    const made = { term, spelt: isSpelt(form) ? form : null, regex };
    if (same) same.push(made);
    else byStart.set(start, [made]);
  }
  /** The longest form that begins at a place. */
  const formAt = (text: string, at: number) => {
    for (const form of byStart.get(startOf(text.slice(at, at + 2))) ?? []) {
      form.regex.lastIndex = at;
      const [found] = form.regex.exec(text) ?? [];
      if (found && (!form.spelt || found.startsWith(form.spelt))) return { ...form, found };
    }
  };
  return {
    find(text, no) {
      const out = [];
      const blank = text.replace(PROTECTED, (all) => ' '.repeat(all.length));
      let end = 0;
      for (const { index } of blank.matchAll(/(?<![\w-])\w/g)) {
        const form = index < end ? undefined : formAt(blank, index);
        if (!form) continue;
        end = index + form.found.length;
        const isMeant = form.term.questions?.includes(no) ?? true;
        if (isMeant) out.push({ term: form.term, from: index, text: form.found });
      }
      return out;
    },
  };
}

/** A text in which each term that is not in `used` links to the glossary at its first use; `used` is added to. */
export function linkTerms(
  text: string,
  { finder, no, used }: { finder: Finder; no: number; used: Set<string> },
): string {
  let out = '';
  let end = 0;
  for (const { term, from, text: word } of finder.find(text, no)) {
    if (used.has(term.id)) continue;
    used.add(term.id);
    out += `${text.slice(end, from)}[${word}](/glossary/#${term.id} "${term.means}")`;
    end = from + word.length;
  }
  return out + text.slice(end);
}
