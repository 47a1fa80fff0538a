import type { CardState } from './cards';
import type { Everything, PageProgress } from './records';

/** The reader's progress as a file, to be taken to another browser or kept where this one keeps nothing. */
const FORMAT = 'faultline-progress-1';
/** A file of all cards is a hundredth of that, bytes. */
const LONGEST = 5_000_000;

const NUMBERS: readonly (keyof CardState)[] = [
  'due',
  'lastReview',
  'stability',
  'difficulty',
  'scheduled_days',
  'learning_steps',
  'reps',
  'lapses',
  'state',
];

export function progressText(everything: Everything): string {
  return JSON.stringify({ format: FORMAT, ...everything }, null, 1) + '\n';
}

/**
 * Reads such a file.
 * @throws Error whose message tells the reader what is wrong with the file, and where
 */
export function readProgress(text: string): Everything {
  const { format, pages, cards } = parse(text);
  if (format !== FORMAT)
    throw new Error(
      `This is not a progress file of this site: its "format" is ${JSON.stringify(format) ?? 'missing'}, not "${FORMAT}".`,
    );
  return { pages: entriesOf(pages, 'pages', isPage), cards: entriesOf(cards, 'cards', isCard) };
}

function parse(text: string): Record<string, unknown> {
  if (text.length > LONGEST) throw new Error('This file is too long for a progress file.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('This is not a progress file: it is not JSON.');
  }
  return isRecord(value) ? value : {};
}

function entriesOf<T>(
  value: unknown,
  name: string,
  is: (entry: unknown) => entry is T,
): Record<string, T> {
  if (!isRecord(value)) throw new Error(`This progress file has no "${name}".`);
  const wrong = Object.keys(value).find((key) => !is(value[key]));
  if (wrong !== undefined)
    throw new Error(`In this progress file, the entry "${wrong}" of "${name}" is damaged.`);
  return value as Record<string, T>;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isPage = (entry: unknown): entry is PageProgress =>
  isRecord(entry) &&
  Number.isFinite(entry.parts) &&
  Array.isArray(entry.done) &&
  entry.done.every((part) => typeof part === 'string');

const isCard = (entry: unknown): entry is CardState =>
  isRecord(entry) && NUMBERS.every((name) => Number.isFinite(entry[name]));
