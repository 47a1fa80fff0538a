import { InputError } from '../sim';
import type { Linked } from './linked';

const WHOLE = 'a whole link, as it was shared';

/** A list of what is allowed that is longer than this is no help in a sentence. */
const LONGEST_HELP = 120;

/** A link that is not to be trusted as a whole, with what could be read of it. */
export class DamagedLink extends InputError {
  constructor(
    problem: string,
    readonly readable: Linked | null,
    { field, allowed = '' }: { field: string; allowed?: string } = {
      field: 'link',
      allowed: WHOLE,
    },
  ) {
    super(field, problem, allowed.length <= LONGEST_HELP ? allowed : undefined);
  }
}

export const CUT_SHORT = 'was cut off before its end';
export const CHANGED = 'was changed on its way: its checksum does not match';

export function damaged(): InputError {
  return new InputError('link', 'is damaged or incomplete', WHOLE);
}

/**
 * What went wrong with a link, for its reader.
 * @param shown what is shown in its place: "the default run is shown"
 */
export function linkNotice(error: InputError, shown: string): string {
  const { field, problem, allowed = '' } = error;
  if (field === 'link') return `The link ${problem}, so ${shown}.`;
  const help = allowed && `; allowed: ${allowed}`;
  return `The link cannot be opened (${field}: ${problem}${help}), so ${shown}.`;
}
