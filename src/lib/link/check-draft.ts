import * as v from 'valibot';
import { InputError } from '../sim';
import type { RecipeDraft } from './draft';

const word = v.pipe(v.string(), v.maxLength(60));

const Draft = v.strictObject({
  system: word,
  settings: v.record(word, v.union([v.string(), v.number(), v.boolean()])),
  seed: v.optional(v.union([v.string(), v.number()])),
  until: v.optional(v.string()),
  interventions: v.pipe(v.array(v.pipe(v.string(), v.maxLength(2000))), v.maxLength(500)),
});

/** Throws an `InputError` that names the first field of a wrong shape. */
export function checkDraft(raw: unknown): RecipeDraft {
  const checked = v.safeParse(Draft, raw);
  if (checked.success) return checked.output;
  const issue = checked.issues[0];
  throw new InputError(
    `link ${v.getDotPath(issue)?.slice(0, 60) ?? ''}`.trim(),
    'is not as a link has it',
    issue.expected ?? 'a whole link, as it was shared',
  );
}
