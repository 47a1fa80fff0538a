import { expect, it } from 'vitest';
import { roomy } from './seen-part';

it.each([
  [{ top: 900, bottom: 1600 }, 2300, { top: 900, bottom: 1600 }],
  [{ top: 900, bottom: 1000 }, 2300, { top: 900, bottom: 1220 }],
  [{ top: 2200, bottom: 2300 }, 2300, { top: 1980, bottom: 2300 }],
  [{ top: 0, bottom: 150 }, 150, { top: 0, bottom: 150 }],
])('%o of a window of %d px has room for a dialog in %o', (seen, height, room) =>
  expect(roomy(seen, height)).toEqual(room),
);
