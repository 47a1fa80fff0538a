import { describe, expect, it } from 'vitest';
import { crackPath, crackPoints } from './crack';

describe('crack', () => {
  it('runs from end to end, never back, never wider than asked', () => {
    for (let seed = 0; seed < 50; seed++) {
      const points = crackPoints(400, 6, 12, seed);
      expect(points[0]).toEqual({ x: 0, y: 0 });
      expect(points.at(-1)).toEqual({ x: 400, y: 0 });
      for (let i = 1; i < points.length; i++) {
        expect(points[i].x).toBeGreaterThan(points[i - 1].x);
        expect(Math.abs(points[i].y)).toBeLessThanOrEqual(6);
      }
    }
  });

  it('is one crack for one seed and another for another', () => {
    expect(crackPath(200, 5, 14, 3)).toBe(crackPath(200, 5, 14, 3));
    expect(crackPath(200, 5, 14, 3)).not.toBe(crackPath(200, 5, 14, 4));
  });
});
