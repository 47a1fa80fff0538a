/** Short notes at the foot of the page: `toast('Link copied')`; `<Toasts />` in the layout shows them. */

export interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
}

const SECONDS = 5;
let last = 0;
const shown = $state<Toast[]>([]);

export const toasts: readonly Toast[] = shown;

/** Shows a note for five seconds; one with an action stays until it is used or dismissed. */
export function toast(text: string, action?: Toast['action']): void {
  const id = ++last;
  shown.push({ id, text, action });
  if (!action) setTimeout(() => dismiss(id), SECONDS * 1000);
}

export function dismiss(id: number): void {
  const at = shown.findIndex((note) => note.id === id);
  if (at >= 0) shown.splice(at, 1);
}
