import { describe, expect, it } from 'vitest';
import { fromTrack, nudge, snap, toTrack, TRACK } from './slider';

const linear = { min: 0, max: 10, step: 0.5 };
const log = { min: 1, max: 1000, step: 1, log: true };

describe('slider', () => {
  it('puts the ends of the range at the ends of the track, both ways', () => {
    for (const range of [linear, log]) {
      expect(toTrack(range.min, range)).toBe(0);
      expect(toTrack(range.max, range)).toBe(TRACK);
      expect(fromTrack(0, range)).toBe(range.min);
      expect(fromTrack(TRACK, range)).toBe(range.max);
    }
  });

  it('spaces equal ratios equally on a logarithmic track', () => {
    expect(toTrack(10, log)).toBe(333);
    expect(toTrack(100, log)).toBe(667);
    expect(fromTrack(500, log)).toBe(32);
  });

  it('keeps to steps counted from the minimum, with no binary crumbs', () => {
    expect(snap(0.3, { min: 0.1, max: 1, step: 0.1 })).toBe(0.3);
    expect(snap(7.6, linear)).toBe(7.5);
    expect(snap(99, linear)).toBe(10);
    expect(snap(-4, linear)).toBe(0);
  });

  it('always moves on an arrow key, even where a step is wider than a place', () => {
    expect(nudge(1, 1, log)).toBe(2);
    expect(nudge(1000, 1, log)).toBe(1000);
    expect(nudge(5, -1, linear)).toBe(4.5);
    expect(nudge(5, 10, linear)).toBe(10);
  });

  it('shows a range of one value without dividing by nothing', () => {
    expect(toTrack(5, { min: 5, max: 5, step: 1 })).toBe(0);
  });
});
