import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { borrowed, SHINGLES } from '../../tests/fixtures/borrowed';
import { loadSystem, systemIds } from '../lib/systems';
import { settings } from '../lib/systems/load-balancer/settings';
import { CATALOGUE } from './catalogue';
import { checkQuestions, texts, type KnownSystem } from './check';
import { assertContent, BODIES, QUESTIONS } from './index';
import { plain } from './inline';
import { readQuestions } from './read';
import { parseQuestion, type Question } from './schema';

describe('the catalogue', () => {
  it('has 27 questions in order, each slug and system once, each in five words or fewer', () => {
    expect(CATALOGUE.map((e) => e.no)).toEqual(Array.from({ length: 27 }, (_, i) => i + 1));
    expect(new Set(CATALOGUE.map((e) => e.slug)).size).toBe(27);
    expect(new Set(CATALOGUE.map((e) => e.system)).size).toBe(27);
    for (const { words } of CATALOGUE)
      expect(words.split(' ').length, words).toBeLessThanOrEqual(5);
  });

  it("has the tally of verdicts that the about page states, over the source's 26", () => {
    const count = (...verdicts: string[]) =>
      CATALOGUE.filter((e) => verdicts.includes(e.verdict)).length;
    expect(count('WRONG')).toBe(3);
    expect(count('PARTLY WRONG')).toBe(10);
    expect(count('WEAK', 'OUTDATED')).toBe(7);
    expect(count('RIGHT', 'RIGHT BUT THIN')).toBe(6);
    expect(count('OURS')).toBe(1);
  });
});

describe.each(QUESTIONS.map((q) => [q.slug, q] as const))('question: %s', (slug, question) => {
  it('says nothing in the words of the source', () => {
    const prose = texts({ ...question, sources: [] }).map(plain);
    expect([...prose, BODIES.get(slug)!].flatMap((text) => borrowed(text))).toEqual([]);
  });

  it('has words of its own below the front matter', () => {
    expect(BODIES.get(slug)!.split(/\s+/).length).toBeGreaterThan(80);
  });

  it('asks for a prediction whose right answer is among the options, and nearest to what is expected', () => {
    const { options, run } = question.predict;
    const off = options.map((o) => Math.abs(o.value - run.expect.value));
    expect(off.filter((d) => d <= run.expect.tolerance)).toHaveLength(1);
  });

  it('links its sources over https, so that a reader can open them', () => {
    for (const { url } of question.sources) expect(url).toMatch(/^https:\/\//);
  });
});

it('knows when words are borrowed, whatever their case and punctuation', () => {
  const hash = createHash('sha256').update('one two three four five six seven eight').digest('hex');
  const known = new Set([hash.slice(0, 12)]);
  expect(borrowed('Zero, one two: "Three" four five-six seven; EIGHT nine.', known)).toHaveLength(
    1,
  );
  expect(borrowed('one two three four five six seven nine', known)).toEqual([]);
  expect(SHINGLES.size).toBeGreaterThan(1000);
});

it('reads the same questions from disk as from the build', () => {
  expect(readQuestions().map((q) => [q.no, q.slug, q.cards])).toEqual(
    QUESTIONS.map((q) => [q.no, q.slug, q.cards.length]),
  );
});

it('every page says what its system has, and every card its answer', async () => {
  const known = await Promise.all(systemIds.map(loadSystem));
  expect(() => assertContent(known)).not.toThrow();
});

describe('a page that is wrong stops the build, with its path', () => {
  const path = 'src/content/questions/08-load-balancer/question.md';
  const good = readFileSync(path, 'utf8');
  const system: KnownSystem = {
    id: 'load-balancer',
    settings,
    scenarios: [{ id: 'healthy' }],
  };
  const wrong = (change: (q: Question) => Question, body = '') =>
    checkQuestions(
      [change(parseQuestion(path, good))],
      new Map([['load-balancer', body]]),
      CATALOGUE,
      [system],
    );

  it('passes as it stands', () => {
    expect(wrong((q) => q)).toEqual([]);
  });

  it('names a missing and an unknown field', () => {
    const bad = good.replace('verdict: PARTLY WRONG', 'verdict: FINE\ncolour: red');
    expect(() => parseQuestion(path, bad)).toThrow(
      /08-load-balancer\/question\.md[\s\S]*verdict:[\s\S]*colour/,
    );
  });

  it('names a file without front matter, and a folder that says another number', () => {
    expect(() => parseQuestion(path, '# Hello')).toThrow(
      /question\.md: begins with no front matter/,
    );
    expect(() => parseQuestion(path.replace('08-', '09-'), good)).toThrow(
      /no: 8, but the folder says 09/,
    );
  });

  it('names unknown systems, scenarios and settings', () => {
    expect(wrong((q) => ({ ...q, scenario: 'nope' }))[0]).toMatch(
      /question\.md: scenario: no scenario "nope"; there are healthy/,
    );
    expect(wrong((q) => ({ ...q, system: 'raft' }))[1]).toMatch(
      /no "raft"; there are load-balancer/,
    );
    const { predict } = parseQuestion(path, good);
    const run = { ...predict.run, settings: { speed: 9 } };
    expect(wrong((q) => ({ ...q, predict: { ...predict, run } }))[0]).toMatch(
      /predict\.run: no setting "speed"/,
    );
  });

  it('finds dead links, in the front matter and below it', () => {
    expect(wrong((q) => q, 'See [there](/questions/nowhere/).')[0]).toMatch(
      /link to "\/questions\/nowhere\/" goes nowhere/,
    );
    expect(wrong((q) => ({ ...q, thirtySeconds: '[x](about)' }))[0]).toMatch(/goes nowhere/);
    expect(wrong((q) => q, 'See [the evidence](/evidence/#q08.a).')).toEqual([]);
  });

  it('finds facts whose source is not there', () => {
    const fact = { says: '3.1 %', source: 'nowhere', because: 'a paper' };
    expect(wrong((q) => ({ ...q, facts: [fact] }))[0]).toMatch(
      /facts "3.1 %": no source "nowhere"/,
    );
    expect(wrong((q) => ({ ...q, facts: [{ ...fact, source: 'calc' }] }))).toEqual([]);
  });

  it('misses what must be mentioned, and sources that are not there', () => {
    expect(wrong((q) => ({ ...q, sourceSays: 'Nothing.' }))).toHaveLength(3);
    const corrections = [{ claim: 'a', truth: 'b', sources: ['nowhere'] }];
    expect(wrong((q) => ({ ...q, corrections }))[0]).toMatch(/no source "nowhere"/);
    expect(wrong((q) => ({ ...q, corrections: [] }))[0]).toMatch(/at least one/);
  });
});
