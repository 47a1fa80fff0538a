import { expect, it } from 'vitest';
import { inline, links, plain } from './inline';

it('splits a text into its parts', () => {
  expect(inline('Run `x` **now**, *or* see [this](/about/).')).toEqual([
    { kind: 'text', text: 'Run ' },
    { kind: 'code', text: 'x' },
    { kind: 'text', text: ' ' },
    { kind: 'strong', text: 'now' },
    { kind: 'text', text: ', ' },
    { kind: 'em', text: 'or' },
    { kind: 'text', text: ' see ' },
    { kind: 'link', text: 'this', href: '/about/' },
    { kind: 'text', text: '.' },
  ]);
});

it('leaves markup that is not ours as text, HTML too', () => {
  expect(inline('2 * 3 <b>x</b>')).toEqual([{ kind: 'text', text: '2 * 3 <b>x</b>' }]);
});

it('gives the links and the words', () => {
  expect(links('[a](/x/) and [b](https://y.z)')).toEqual(['/x/', 'https://y.z']);
  expect(plain('**Bold** `code`')).toBe('Bold code');
});
