import { toast } from '../ui/toasts.svelte';
import { embedSnippet } from './snippet';

// What a widget asks of the browser around it, fetched when it is first asked for.

/** Copies a text. False, with a word to the reader, where the browser does not let the page. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    toast('Copied.');
    return true;
  } catch {
    toast('The browser does not let this page copy: select the text and copy it by hand.');
    return false;
  }
}

/** Gives an element the whole screen, or takes it back. */
export async function toggleFullscreen(element: HTMLElement): Promise<void> {
  try {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await element.requestFullscreen();
  } catch {
    toast('The page around this one does not allow full screen.');
  }
}

/** The lines that put a system into another page, at the moment of a link. @param root the site's root, as a path */
export function linesOf(link: string, root: string, system: string, title: string): string {
  return embedSnippet(new URL(root, location.href).href, system, title, new URL(link).hash);
}
