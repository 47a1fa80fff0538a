/** The lines that put a system into another page. `base` is the site's own address, with its last slash. */
export function embedSnippet(base: string, system: string, title: string, hash = ''): string {
  const attribute = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return (
    `<iframe src="${attribute(base)}embed/${system}/?theme=auto${attribute(hash)}" ` +
    `title="${attribute(title)}" width="100%" height="480" loading="lazy" ` +
    `allow="fullscreen; clipboard-write" style="border:0"></iframe>`
  );
}
