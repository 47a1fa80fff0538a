import { describe, expect, it } from 'vitest';
import { loadSystem, systemIds } from '../lib/systems';
import { texts } from './check';
import { FINDER as finder, GLOSSARY } from './glossary';
import { parseGlossary } from './glossary-schema';
import { isEveryday } from './everyday';
import { BODIES, QUESTIONS } from './index';
import { links } from './inline';
import { linked } from './linked';
import { linkTerms } from './terms';

const link = (text: string, no = 9, used = new Set<string>()) =>
  linkTerms(text, { finder, no, used }).replace(/ "[^"]*"\)/g, ')');

describe('terms in a text', () => {
  it('links the first use only, in whatever case and number', () => {
    expect(link('Leases end. A lease is a right.')).toBe(
      '[Leases](/glossary/#lease) end. A lease is a right.',
    );
    expect(link('Retries, quorums and two-phase\ncommit')).toBe(
      '[Retries](/glossary/#retry), [quorums](/glossary/#quorum) and [two-phase\ncommit](/glossary/#two-phase-commit)',
    );
  });

  it('takes whole words and the longest term', () => {
    expect(link('release, unleased, lease-based')).toBe('release, unleased, lease-based');
    expect(link('head-of-line blocking')).toBe(
      '[head-of-line blocking](/glossary/#head-of-line-blocking)',
    );
  });

  it('leaves links, code, emphasis and headings alone', () => {
    const text = '[a lease](/x/), `lease`, **the lease**, *lease*\n## A lease\n';
    expect(link(text)).toBe(text);
  });

  it('takes acronyms as they are written, and words only where they mean that', () => {
    expect(link('cap, CAP')).toBe('cap, [CAP](/glossary/#cap)');
    expect([link('this page', 9), link('this page', 10)]).toEqual([
      'this page',
      'this [page](/glossary/#page)',
    ]);
  });

  it('gives the sentence as a title', () => {
    expect(linkTerms('lease', { finder, no: 9, used: new Set() })).toMatch(
      / "A right that .*\."\)$/,
    );
  });
});

describe('the glossary', () => {
  it('is refused with the file, the place and the reason', () => {
    const of = (yaml: string) => () => parseGlossary(yaml, 'g.yaml');
    expect(of('- term: lease\n  means: no')).toThrow(/g\.yaml[\s\S]*0\.means/);
    const one = (term: string) => `- term: ${term}\n  means: A sentence of some length.\n`;
    expect(of(one('lease') + one('Lease'))).toThrow('g.yaml: "lease" stands twice');
    expect(of(one('lock') + one('lease'))).toThrow('"lease" is not in alphabetical order');
  });

  it.each(QUESTIONS.map((q) => [q.slug, q] as const))(
    'is linked from %s: each term once, each link to a term',
    (slug, question) => {
      const page = linked(question, BODIES.get(slug)!, finder);
      const found = [...texts(page.question), page.body]
        .flatMap(links)
        .filter((href) => href.startsWith('/glossary/'));
      expect(found.length).toBeGreaterThan(7);
      expect(new Set(found).size).toBe(found.length);
      const ids = new Set(GLOSSARY.map((term) => `/glossary/#${term.id}`));
      expect(found.filter((href) => !ids.has(href))).toEqual([]);
    },
  );
});

it('knows the words of every message and gauge, apart from everyday ones', async () => {
  const missing: string[] = [];
  for (const id of systemIds) {
    const { messages, gauges } = await loadSystem(id);
    const question = QUESTIONS.find((q) => q.system === id);
    for (const { title } of [...Object.values(messages), ...Object.values(gauges)]) {
      let rest = title;
      for (const { text } of finder.find(title, question?.no ?? 0)) rest = rest.replace(text, ' ');
      const unknown =
        rest
          .toLowerCase()
          .match(/[a-z][\w-]{3,}/g)
          ?.filter((word) => !isEveryday(word)) ?? [];
      if (unknown.length > 0) missing.push(`${id}, "${title}": ${unknown.join(', ')}`);
    }
  }
  expect(missing, 'give each word an entry in glossary.yaml, or add it to everyday.ts').toEqual([]);
});
