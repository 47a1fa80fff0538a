/** What the browser reports of a page, times in ms. */
export interface Seen {
  lcp: number;
  fcp: number;
  tasks: { start: number; duration: number }[];
}

declare global {
  interface Window {
    __seen: Seen;
  }
}

// Bundled and run in the page: a function sent there as text would miss the helpers its compiler gave it.
const seen: Seen = { lcp: 0, fcp: 0, tasks: [] };
window.__seen = seen;
const hear = (type: string, tell: (entry: PerformanceEntry) => void): void =>
  new PerformanceObserver((list) => list.getEntries().forEach(tell)).observe({
    type,
    buffered: true,
  });
hear('largest-contentful-paint', ({ startTime }) => (seen.lcp = startTime));
hear('paint', ({ name, startTime }) => {
  if (name === 'first-contentful-paint') seen.fcp = startTime;
});
hear('longtask', ({ startTime, duration }) => seen.tasks.push({ start: startTime, duration }));
