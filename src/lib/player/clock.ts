/** Wall time and frames, so that a test can bring its own. */
export interface Clock {
  /** Calls back once before the next frame, with wall time in ms. */
  request(frame: (now: number) => void): number;
  cancel(handle: number): void;
}

/** The browser's. Where there is no browser, nothing ever moves. */
export const frames: Clock = {
  request: (frame) =>
    typeof requestAnimationFrame === 'undefined' ? 0 : requestAnimationFrame(frame),
  cancel: (handle) => {
    if (typeof cancelAnimationFrame !== 'undefined') cancelAnimationFrame(handle);
  },
};
