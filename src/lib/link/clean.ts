/** A link as it was meant, and what had to be repaired for that, a sentence each. */
export interface Cleaned {
  /** What stands before it: of a whole address, the page; else nothing. */
  readonly address: string;
  readonly text: string;
  readonly mended: readonly string[];
}

/** An encoded address may have been encoded again by each program that it went through, but hardly more often than this. */
const MOST_ROUNDS = 8;

/** WordPress appends this to every address that it embeds. */
const WORDPRESS = /#?\?secret=\w*$/;
/** An address, up to and with the `#` of its link. */
const BEFORE = /^(?:.*?#(?=r(?:\d*(?![\w=-])|=)|(?:t|view|story)=)|#)/;
/** Zero-width spaces and joiners, soft hyphens, marks of direction, line ends: nothing that anybody sees. */
const UNSEEN = /[\p{Cf}\p{Cc}\p{Zl}\p{Zp}]/gu;

/** Percent-encoded characters as themselves. A `%` that begins none stays, as do bytes that are no UTF-8. */
export function decodePercent(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}

/** "&" for "&amp;" and its other spellings, and so on for what else an address holds. */
function decodeEntities(text: string): string {
  return text
    .replace(/&amp;/gi, '&')
    .replace(/&#(?:x([\da-f]{1,4})|(\d{1,5}));/gi, (_, hex, decimal) =>
      String.fromCharCode(hex ? parseInt(hex, 16) : Number(decimal)),
    );
}

/** Does `step` until it changes nothing any more. */
function settle(text: string, step: (text: string) => string): string {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = step(text);
    if (next === text) return text;
    text = next;
  }
  return text;
}

/**
 * Undoes what chats, mails and web editors do to an address: percent-encoding on top, HTML entities, characters that
 * nobody sees. Whatever is glued to the end is left to those who know where a link ends.
 */
export function clean(raw: string): Cleaned {
  const given = raw.replace(WORDPRESS, '');
  const seen = given.replace(UNSEEN, '').trim();
  const mended: string[] = [];
  if (seen !== given) mended.push('Removed invisible characters.');
  const plain = settle(seen, (text) =>
    decodeEntities(decodePercent(text)).replace(UNSEEN, '').trim(),
  );
  if (decodeEntities(seen) !== seen) mended.push('Replaced HTML entities such as "&amp;".');
  if (isReencoded(seen)) mended.push('Decoded percent-encoded characters.');
  const whole = plain.replace(WORDPRESS, '');
  const text = whole.replace(BEFORE, '');
  return { address: whole.slice(0, whole.length - text.length), text, mended };
}

/** Links of the first form have some of their characters percent-encoded, once. */
function isReencoded(text: string): boolean {
  const once = decodePercent(text);
  if (once === text) return false;
  const asWritten = /#r=|^r=/.test(text) && !/%(?:26|3B|3D|23)/i.test(text);
  return !asWritten || decodePercent(once) !== once;
}
