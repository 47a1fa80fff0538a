import { describe, expect, it, vi } from 'vitest';
import { readOptions } from './options';
import { Post } from './post';

describe('an embed’s address', () => {
  it('says what is shown and how', () => {
    const search = '?scenario=broken&controls=min&autoplay=1&height=auto&id=two&theme=dark';
    expect(readOptions(search, '', 'load-balancer')).toEqual({
      id: 'two',
      scenario: 'broken',
      controls: 'min',
      autoplay: true,
      natural: true,
      most: Infinity,
      secret: undefined,
    });
  });

  it('falls back to a default for whatever it does not know', () => {
    expect(readOptions('?controls=everything&autoplay=yes&height=9', '#r=1', 'saga')).toMatchObject(
      {
        id: 'saga',
        controls: 'full',
        autoplay: false,
        natural: false,
      },
    );
  });

  it('finds WordPress’s secret after any hash', () => {
    expect(readOptions('', '#?secret=aB3', 'saga')).toMatchObject({
      natural: true,
      most: 1000,
      secret: 'aB3',
    });
    expect(readOptions('', '#r=1;saga#?secret=aB3', 'saga').secret).toBe('aB3');
    expect(readOptions('', '#?secret=<b>', 'saga').secret).toBeUndefined();
  });
});

describe('the page around', () => {
  it('hears each height once, WordPress in its own words', () => {
    const postMessage = vi.fn();
    const post = new Post({ postMessage }, { id: 'saga', secret: 'aB3', most: 1000 });
    post.height(480.2);
    post.height(480.9);
    post.height(300);
    post.height(1336);
    post.height(2287);
    expect(postMessage.mock.calls.map(([message]) => message)).toEqual([
      { type: 'faultline:height', v: 1, id: 'saga', height: 481 },
      { message: 'height', value: 481, secret: 'aB3' },
      { type: 'faultline:height', v: 1, id: 'saga', height: 300 },
      { message: 'height', value: 300, secret: 'aB3' },
      { type: 'faultline:height', v: 1, id: 'saga', height: 1000 },
      { message: 'height', value: 1000, secret: 'aB3' },
    ]);
  });
});
