import { expect, it } from 'vitest';
import { Announcer } from './announcer.svelte';

it('says captions while the story plays, and once after the reader has done something', () => {
  const announcer = new Announcer();
  announcer.sayCaption('Machine 5 crashes.', false);
  expect(announcer.said).toBe('');
  announcer.sayCaption('Machine 5 crashes.', true);
  expect(announcer.said).toBe('Machine 5 crashes.');
  announcer.sayAct('crash machine 4.');
  expect(announcer.said).toBe('crash machine 4.');
  announcer.sayCaption('Machine 4 crashes. It makes no difference.', false);
  expect(announcer.said).toBe('Machine 4 crashes. It makes no difference.');
  announcer.sayCaption('Machine 5 crashes.', false);
  expect(announcer.said).toBe('Machine 4 crashes. It makes no difference.');
});
