/** A stretch of the page's own window, px from its top. */
export interface Stretch {
  readonly top: number;
  readonly bottom: number;
}

/** Less than this is no room for a dialog: more is taken below or above it, seen or not. */
const LEAST = 320;

/** True in a frame, which may be higher than the reader's window: `position: fixed` can be far outside it there. */
export const isFramed = (): boolean => parent !== window;

const whole = (): Stretch => ({ top: 0, bottom: innerHeight });

/** A stretch of at least `LEAST`, or of the whole window where that is less. */
export function roomy({ top, bottom }: Stretch, height: number): Stretch {
  const end = Math.min(height, Math.max(bottom, top + LEAST));
  return { top: Math.max(0, Math.min(top, end - LEAST)), bottom: end };
}

/**
 * What of this page's window the reader can see, which only an observer knows in a frame of another site. Measured when
 * asked: while a page around it scrolls past a frame that is higher than the window, an observer has nothing to report.
 */
export function seenPart(): Promise<Stretch> {
  if (!isFramed()) return Promise.resolve(whole());
  return new Promise((resolve) => {
    const observer = new IntersectionObserver((entries) => {
      observer.disconnect();
      const { top, bottom, height } = entries[0].intersectionRect;
      resolve(height > 0 ? roomy({ top, bottom }, innerHeight) : whole());
    });
    observer.observe(document.documentElement);
  });
}
