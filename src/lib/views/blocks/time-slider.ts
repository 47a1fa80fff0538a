import type { Micros } from '../../sim';

/** What makes an element a slider over a run's time, for keys and for screen readers: where it is, also in words. */
export const timeSlider = (label: string, at: Micros, end: Micros, words: string) => ({
  role: 'slider',
  tabindex: 0,
  'aria-label': label,
  'aria-valuemin': 0,
  'aria-valuemax': end / 1e6,
  'aria-valuenow': at / 1e6,
  'aria-valuetext': words,
});
