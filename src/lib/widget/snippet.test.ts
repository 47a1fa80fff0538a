import { expect, it } from 'vitest';
import { embedSnippet } from './snippet';

it('allows what a cross-origin frame is otherwise refused, and lets no title end its attribute', () => {
  const snippet = embedSnippet('https://x.org/sub/', 'load-balancer', 'A "fast" one');
  expect(snippet).toContain('src="https://x.org/sub/embed/load-balancer/?theme=auto"');
  expect(snippet).toContain('allow="fullscreen; clipboard-write"');
  expect(snippet).toContain('title="A &quot;fast&quot; one"');
});
