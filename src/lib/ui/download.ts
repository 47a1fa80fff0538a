/** Time for a browser to begin with a download, ms. */
const BEGINNING = 10_000;

/** Hands the reader a text as a file. */
export function download(name: string, text: string): void {
  const href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  Object.assign(document.createElement('a'), { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), BEGINNING);
}
