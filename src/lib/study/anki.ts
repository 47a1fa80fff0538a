import { inline, type Inline } from '../../content/inline';
import type { StudyCard } from './cards';

/**
 * Cards as Anki's text format: tab-separated, one note a line, with a guid each, so that importing again updates notes
 * and doubles none.
 */
export function ankiText(cards: readonly StudyCard[]): string {
  const head = [
    '#separator:tab',
    '#html:true',
    '#deck:Faultline',
    '#guid column:1',
    '#tags column:4',
    '#columns:guid\tFront\tBack\tTags',
  ];
  const rows = cards.map((card) =>
    [`faultline:${card.key}`, front(card), field(card.back), card.slug].join('\t'),
  );
  return [...head, ...rows].join('\n') + '\n';
}

function front({ front, choices }: StudyCard): string {
  return (
    field(front) + (choices ? `<br>${choices.map((c) => `· ${escaped(c)}`).join('<br>')}` : '')
  );
}

/** The site's own addresses lead nowhere in Anki: of a link, the words are left. */
const TAGS: Partial<Record<Inline['kind'], string>> = { code: 'code', em: 'em', strong: 'strong' };

/** A text as a field: our markup as HTML. */
function field(text: string): string {
  return inline(text)
    .map(({ kind, text }) => {
      const tag = TAGS[kind];
      return tag ? `<${tag}>${escaped(text)}</${tag}>` : escaped(text);
    })
    .join('');
}

/** No tabs, no line ends, and no quotes: with one, Anki reads a field to the next, over lines. */
function escaped(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/[\t\r]/g, ' ')
    .replace(/\n/g, '<br>');
}
