/** The lines that embed a system elsewhere. `base` is the site's own address, with its last slash. */
export function embedSnippet(base: string, system: string, title: string): string {
  const attribute = (text: string) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;');
  return (
    `<iframe src="${attribute(base)}embed/${system}/?theme=auto" title="${attribute(title)}" ` +
    `width="100%" height="480" loading="lazy" allow="fullscreen; clipboard-write" style="border:0"></iframe>`
  );
}
