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
  return field(front) + (choices ? `<br>${choices.map((c) => `· ${field(c)}`).join('<br>')}` : '');
}

/** A text as a field: markup of ours gone, HTML escaped, no tabs, no line ends. */
function field(text: string): string {
  return text
    .replace(/[*`]/g, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\t\r]/g, ' ')
    .replace(/\n/g, '<br>');
}
