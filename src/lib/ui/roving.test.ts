import { describe, expect, it } from 'vitest';
import { rove } from './roving';

describe('rove', () => {
  it('goes round at both ends', () => {
    expect(rove('ArrowRight', 2, 3)).toBe(0);
    expect(rove('ArrowLeft', 0, 3)).toBe(2);
  });

  it('knows Home and End, and leaves other keys alone', () => {
    expect(rove('Home', 1, 3)).toBe(0);
    expect(rove('End', 1, 3)).toBe(2);
    expect(rove('a', 1, 3)).toBeUndefined();
  });

  it('keeps to its direction', () => {
    expect(rove('ArrowDown', 0, 3, 'row')).toBeUndefined();
    expect(rove('ArrowDown', 0, 3, 'column')).toBe(1);
    expect(rove('ArrowRight', 0, 3, 'column')).toBeUndefined();
  });

  it('steps over what is disabled, and stays when all is', () => {
    expect(rove('ArrowRight', 0, 3, 'both', (i) => i === 1)).toBe(2);
    expect(rove('Home', 2, 3, 'both', (i) => i === 0)).toBe(1);
    expect(rove('ArrowRight', 0, 3, 'both', () => true)).toBeUndefined();
  });
});
