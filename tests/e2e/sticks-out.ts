import type { Page } from '@playwright/test';

/** Nothing, or how wide the page is and what sticks out of it, the innermost last. */
export const sticksOut = (page: Page) =>
  page.evaluate(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    const page = `the page is ${document.documentElement.scrollWidth} px wide`;
    const wide = [...document.querySelectorAll('body *')].filter(
      (e) => e.getBoundingClientRect().right > innerWidth + 1,
    );
    const named = wide.map(
      (e) => `${e.tagName}.${e.getAttribute('class') ?? ''}: ${e.textContent!.slice(0, 30)}`,
    );
    return [page, ...named.slice(-4)];
  });
