import type { Page } from '@playwright/test';

/**
 * Until nothing in the page has changed for 200 ms and no scrolling goes on: what was to come has come. Gives up after
 * five seconds where something always moves.
 */
export function settled(page: Page): Promise<void> {
  return page.evaluate(
    () =>
      new Promise<void>((done) => {
        const [quiet, most] = [200, 5000];
        let timer = setTimeout(finish, quiet);
        const last = setTimeout(finish, most);
        const again = () => {
          clearTimeout(timer);
          timer = setTimeout(finish, quiet);
        };
        const observer = new MutationObserver(again);
        observer.observe(document, { subtree: true, childList: true, attributes: true });
        addEventListener('scroll', again, { capture: true });
        function finish() {
          observer.disconnect();
          removeEventListener('scroll', again, { capture: true });
          clearTimeout(timer);
          clearTimeout(last);
          done();
        }
      }),
  );
}
