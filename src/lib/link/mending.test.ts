import { describe, expect, it } from 'vitest';
import { oldLink, oldPackedLink } from '../../../tests/fixtures/old-links';
import { system } from '../../../tests/fixtures/toy';
import { makeRecipe, type Recipe, type System } from '../sim';
import { loadSystem, systemIds } from '../systems';
import type { Extras } from './extras';
import { isLink, readLink, systemIn } from './read';
import { writeLink, writeShortest } from './write';

const RECIPE = makeRecipe(system, {
  seed: 17,
  settings: { requests: 9, lossPercent: 2.5 },
  interventions: ['3s crash worker-1', '4s cut client-1<->worker-2', '5s lose *->worker-1 20%'],
  until: '20s',
});
const MOMENT: Extras = { t: 3_100_214, view: 'charts' };

/** Every form that a link has had, with and without a moment, ending in a share or not. */
async function forms(of: System, recipe: Recipe, extras: Extras): Promise<[string, Extras][]> {
  const { view: _, ...moment } = extras;
  const each = [extras, moment, {}].map(async (also): Promise<[string, Extras][]> => [
    [writeLink(of, recipe, also), also],
    [await writeShortest(of, recipe, also), also],
    [oldLink(of, recipe, also), also],
    [await oldPackedLink(of, recipe, also), also],
  ]);
  return (await Promise.all(each)).flat();
}

async function expectMended(given: string, of: System, recipe: Recipe, also: Extras) {
  expect(isLink(given), given).toBe(true);
  expect(await systemIn(given), given).toBe(of.id);
  const { mended, lost, ...rest } = await readLink(of, given);
  expect(rest, given).toEqual({ recipe, ...also });
  return { mended, lost };
}

const GLUED = [
  ...[
    '.',
    ',',
    ';',
    ':',
    '!',
    '?',
    ')',
    ']',
    '}',
    '>',
    '"',
    "'",
    '`',
    '*',
    '**',
    '_',
    '__',
    '~~',
    '|',
    '\\',
    '/',
  ],
  ...[
    '…',
    '”',
    '’',
    '»',
    '。',
    '、',
    '）',
    '！',
    ').',
    '**.',
    '),',
    '>.',
    '...',
    '-',
    '--',
    '–',
    '🙂',
    '%',
    '^',
  ],
];
const UNSEEN = [
  '\u200b',
  '\u200c',
  '\u200d',
  '\u200e',
  '\u2060',
  '\ufeff',
  '\u00ad',
  '\u202c',
  '\n',
  '\r\n',
  '\t',
  ' ',
  '\u00a0',
  '\u2028',
];

describe('what is glued to a link', () => {
  it.each([...GLUED, ...UNSEEN].map((glued) => [glued]))('%j is stripped', async (glued) => {
    for (const [hash, also] of await forms(system, RECIPE, MOMENT)) {
      for (const tail of [glued, encodeURIComponent(glued), `\u200b${glued}`, `${glued}\u200b`])
        await expectMended(hash + tail, system, RECIPE, also);
    }
  });

  it('says what it stripped', async () => {
    const old = '#r=1;toy;seed=17;until=20s&t=3100214us';
    const recipe = makeRecipe(system, { seed: 17, until: '20s' });
    for (const tail of ['.', ')', ',', '**']) {
      const { mended, lost } = await expectMended(old + tail, system, recipe, { t: 3_100_214 });
      expect(mended).toEqual([`Removed "${tail}" after the moment.`]);
      expect(lost).toEqual([]);
      const now = writeLink(system, recipe, { t: 3_100_214 }) + tail;
      expect((await readLink(system, now)).mended).toEqual([
        `Removed "${tail}" after the link’s end.`,
      ]);
    }
    expect((await readLink(system, `${old}\u200b`)).mended).toEqual([
      'Removed invisible characters.',
    ]);
  });

  it('words, too, after a new link', async () => {
    for (const tail of [
      ' and see for yourself',
      '%20and%20see',
      'us.',
      '&fbclid=abc',
      '?utm_source=x',
      '#more',
    ])
      await expectMended(writeLink(system, RECIPE, MOMENT) + tail, system, RECIPE, MOMENT);
  });
});

const entities = (text: string) => text.replaceAll('&', '&amp;');
const REENCODINGS: Record<string, (link: string) => string> = {
  '&amp;': entities,
  '&amp;amp;': (link) => entities(entities(link)),
  '&#38;': (link) => link.replaceAll('&', '&#38;'),
  '&#x26;': (link) => link.replaceAll('&', '&#x26;'),
  encodeURI,
  encodeURIComponent,
  'encodeURI of the fragment': (link) => `#${encodeURI(link.slice(1))}`,
  'encodeURIComponent of the fragment': (link) => `#${encodeURIComponent(link.slice(1))}`,
  'encodeURIComponent twice': (link) => encodeURIComponent(encodeURIComponent(link)),
  'encodeURIComponent three times': (link) =>
    encodeURIComponent(encodeURIComponent(encodeURIComponent(link))),
  'small hex digits': (link) =>
    encodeURIComponent(link).replace(/%../g, (code) => code.toLowerCase()),
  'every character': (link) =>
    link.replace(/[^#]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`),
  'form encoding': (link) => `#${new URLSearchParams({ x: link.slice(1) }).toString().slice(2)}`,
  'RFC 3986, strictly': (link) =>
    encodeURIComponent(link).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`),
  'spaces for +': (link) => link.replaceAll('+', ' '),
  '%20 for +': (link) => link.replaceAll('+', '%20'),
  '%2B for +': (link) => link.replaceAll('+', '%2B'),
  '% for %25': (link) => link.replaceAll('%25', '%'),
  '%25%26 for %25&': (link) => link.replaceAll('%25&', '%25%26'),
  '%26 for &': (link) => link.replaceAll('&', '%26'),
  'an address around it': (link) => `https://example.org/sub/path/questions/x/${link}`,
  'an encoded address around it': (link) =>
    encodeURIComponent(`https://example.org/questions/x/?a=1${link}`),
  'as a path': (link) => `/questions/x/%23${link.slice(1)}`,
  'entities, then percent': (link) => encodeURI(entities(link)),
  'percent, then entities': (link) => entities(encodeURI(link)),
  'zero-width spaces within': (link) => link.replace(/[;~&]/g, '\u200b$&'),
  'lines of 76 characters': (link) => link.replace(/.{76}/g, '$&\r\n'),
};

describe('a link that was encoded again', () => {
  it.each(Object.entries(REENCODINGS))('%s', async (_, reencode) => {
    for (const [hash, also] of await forms(system, RECIPE, MOMENT)) {
      const given = reencode(hash);
      const { mended } = await expectMended(given, system, RECIPE, also);
      if (/%[0-9a-f]{2}/i.test(given) && !hash.includes('%25'))
        expect(mended, given).toContain('Decoded percent-encoded characters.');
    }
  });

  it.each(systemIds)('%s: scenarios come through all of it', async (id) => {
    const of = await loadSystem(id);
    for (const scenario of of.scenarios) {
      const recipe = makeRecipe(of, { scenario: scenario.id });
      const also = { t: 1_234_567, story: scenario.id };
      for (const write of [writeLink, oldLink])
        for (const reencode of Object.values(REENCODINGS))
          await expectMended(reencode(write(of, recipe, also)), of, recipe, also);
    }
  });

  it('names the moment and the view that &amp; stood before', async () => {
    const given = '#r=1;toy;seed=17;until=20s&amp;t=3100214us&amp;view=charts';
    const { mended, ...read } = await readLink(system, given);
    expect(read).toMatchObject({ t: 3_100_214, view: 'charts' });
    expect(mended).toEqual(['Replaced HTML entities such as "&amp;".']);
  });
});

describe('a bad extra never costs the recipe', () => {
  it.each([
    ['t=soon', /the moment, which is not valid/],
    ['t=3', /the moment/],
    ['view=cellar', /the view/],
    ['story=none', /the story/],
  ])('&%s', async (part, sentence) => {
    const read = await readLink(system, `${oldLink(system, RECIPE)}&${part}`);
    expect(read.recipe).toEqual(RECIPE);
    expect(read.lost.join(' ')).toMatch(sentence);
    expect(read.mended).toEqual(read.lost);
  });

  it('an unknown one is ignored, with a mention', async () => {
    for (const hash of [`${oldLink(system, RECIPE, MOMENT)}&tempo=brisk`]) {
      const { recipe, mended, lost } = await readLink(system, hash);
      expect(recipe).toEqual(RECIPE);
      expect(mended).toEqual(['Ignored "tempo", which this version does not know.']);
      expect(lost).toEqual([]);
    }
  });

  it('a changed moment is opened, and said to be', async () => {
    const hash = writeLink(system, RECIPE, MOMENT).replace('3100214us', '4100214us');
    const { recipe, lost } = await readLink(system, hash);
    expect(recipe).toEqual(RECIPE);
    expect(lost).toEqual([
      'The link was changed after its recipe, so its moment or view may be wrong.',
    ]);
  });
});
