import { createRawSnippet, hydrate, mount, unmount, type Component, type Snippet } from 'svelte';
import { diagnose } from './lazy/build';
import { soon } from './later';
import { live, type Props } from './live.svelte';
import { toast } from './toasts.svelte';

/** Only where pages are made; no part of what a browser loads. */
const html = import.meta.env.SSR ? (await import('svelte/server')).render : null;

/** When a part comes to life: in the next task; when the reader is near; or not at all, having nothing to do. */
export type When = 'soon' | 'near' | 'never';

/** A part whose script is not among those that its page begins with. */
interface Fetched<P extends Props> {
  /** The part itself; only where pages are made. */
  readonly made: Component<P> | null;
  load(): Promise<{ readonly default: Component<P> }>;
}
export type Of<P extends Props> = Component<P> | Fetched<P>;

/** What is around a part; before that is alive, the last of its buttons that was pressed, as it was called then. */
type Part = HTMLElement & {
  pressed?: { readonly button: HTMLButtonElement; readonly name: string };
};
/** Comes with such a press; made by a script in the page's head (app.html), which is there before any of these. */
const EARLY = 'early-press';

const nameOf = (button: Element) => button.getAttribute('aria-label') ?? button.textContent.trim();

/**
 * A part has come to life: the button that was pressed before is pressed now. By its name, where the HTML had another
 * one in its place than this window has.
 */
export function awake(part: Part): void {
  delete part.dataset.asleep;
  if (!part.pressed) return;
  const { button, name } = part.pressed;
  // When all that it leads to is there: effects, and the parts around.
  soon(() => {
    const isIt = (other: HTMLButtonElement) => other.isConnected && nameOf(other) === name;
    [button, ...part.querySelectorAll('button')].find(isIt)?.click();
  });
}

/** So near to what is seen, a part is brought to life at once. */
const NEAR = '600px 0px';

let islands = 0;

/**
 * A part of a page that is there as HTML from the start and comes to life later, in a task of its own, so that a long
 * page does not hold up its reader while all of it is made ready.
 * @param of the component, or what fetches it; it may not count on a context, nor add to the head
 * @param props read anew whenever they change; one with a setter can be bound to
 */
export function island<P extends Props>(
  of: Of<P>,
  { when, as }: { when: When; as: 'div' | 'li' },
  props: () => P,
): Snippet {
  return createRawSnippet(() => ({
    render: () => {
      const made = 'load' in of ? of.made : of;
      const body = html?.(made!, { props: props(), idPrefix: `i${islands++}` }).body ?? '';
      const asleep = html && when !== 'never' ? ' data-asleep' : '';
      return as === 'li'
        ? `<li${asleep}>${body}</li>`
        : `<div style="display:contents"${asleep}>${body}</div>`;
    },
    setup: (element) => settle(of, when, live(props), element as Part),
  }));
}

function settle<P extends Props>(of: Of<P>, when: When, props: P, element: Part) {
  const there = element.firstChild !== null;
  if (there && when === 'never') return;
  let living: Record<string, unknown> | undefined;
  let isOver = false;
  let stopWaiting = () => {};
  const awaken = (part: Component<P>) => {
    if (isOver || living) return;
    living = (there ? hydrate : mount)(part, { target: element, props });
    awake(element);
  };
  const begin = () => {
    stopWaiting();
    if (!('load' in of)) return awaken(of);
    of.load().then(
      (part) => awaken(part.default),
      async (cause: unknown) => {
        toast((await diagnose(cause)).message);
        // Whoever presses it asks for it again.
        for (const type of ['click', EARLY])
          element.addEventListener(type, begin, { capture: true, once: true });
      },
    );
  };
  stopWaiting = there && when === 'near' ? whenNear(element, begin) : soon(begin);
  return () => {
    isOver = true;
    stopWaiting();
    if (living) void unmount(living);
  };
}

/**
 * Begins when the reader comes near, at once when they touch it or go there by key; and when they walk the page by
 * key at all, since a part that is not alive yet may have nothing to stop at.
 */
function whenNear(element: Element, begin: () => void): () => void {
  let stopWaiting = () => {};
  const start = () => {
    leave();
    stopWaiting = soon(begin);
  };
  const seen = new IntersectionObserver(
    (entries) => entries.some((entry) => entry.isIntersecting) && start(),
    { rootMargin: NEAR },
  );
  const walk = (event: KeyboardEvent) => event.key === 'Tab' && start();
  const leave = () => {
    seen.disconnect();
    document.removeEventListener('keydown', walk);
  };
  // The element around may have no box of its own to come near to.
  for (const part of element.children) seen.observe(part);
  document.addEventListener('keydown', walk);
  const touches = ['focusin', 'pointerdown', 'click', EARLY];
  for (const type of touches) element.addEventListener(type, begin, { capture: true });
  return () => {
    stopWaiting();
    leave();
    for (const type of touches) element.removeEventListener(type, begin, { capture: true });
  };
}
