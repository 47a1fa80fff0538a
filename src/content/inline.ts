/** The little markup that texts in front matter may hold, as tokens: no HTML is made of strings anywhere. */
export type Inline =
  | { kind: 'text' | 'code' | 'em' | 'strong'; text: string }
  | { kind: 'link'; text: string; href: string; title?: string };

/** Stars between letters or numbers are stars: 2*3*4. */
const PATTERN =
  /`([^`]+)`|(?<![\w*])\*\*(?!\s)([^*]+)\*\*(?![\w*])|(?<![\w*])\*(?!\s)([^*]+)\*(?![\w*])|\[([^\]]+)\]\(([^)\s]+)(?: "([^"]*)")?\)/g;

/** Splits a text into plain parts, `code`, *emphasis*, **strong** and [links](…), which may have a title. */
export function inline(text: string): Inline[] {
  const out: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(PATTERN)) {
    if (match.index > end) out.push({ kind: 'text', text: text.slice(end, match.index) });
    const [all, code, strong, em, label, href, title] = match;
    if (code !== undefined) out.push({ kind: 'code', text: code });
    else if (strong !== undefined) out.push({ kind: 'strong', text: strong });
    else if (em !== undefined) out.push({ kind: 'em', text: em });
    else out.push({ kind: 'link', text: label, href, ...(title && { title }) });
    end = match.index + all.length;
  }
  if (end < text.length) out.push({ kind: 'text', text: text.slice(end) });
  return out;
}

/** The addresses a text links to. */
export function links(text: string): string[] {
  return inline(text).flatMap((part) => (part.kind === 'link' ? [part.href] : []));
}

/** The words alone. */
export function plain(text: string): string {
  return inline(text)
    .map((part) => part.text)
    .join('');
}
