import { listed } from '../../../../sim';
import { titleOf, type ProgramId } from '../consumer/programs';
import { TRAIT_TITLE, type ChangeId, type Trait } from '../users-api/changes';

/** Why a change is stopped, or a release rolled back. */
export type Reason =
  | { readonly by: 'schema' | 'hand' | 'crash' }
  | {
      readonly by: 'test';
      readonly test: string;
      readonly of: ProgramId;
      readonly why: string;
    }
  | { readonly by: 'canary'; readonly why: string }
  | { readonly by: 'ticket'; readonly trait: Trait };

/** A noun phrase: "the schema diff", "a ticket about the length of a page". */
export function reasonText(reason: Reason): string {
  switch (reason.by) {
    case 'schema':
      return 'the schema diff';
    case 'hand':
      return 'an order by hand';
    case 'crash':
      return 'a crash of the pipeline';
    case 'test':
      return `the ${reason.test} test of ${titleOf(reason.of)}: ${reason.why}`;
    case 'canary':
      return `the canary: ${reason.why}`;
    case 'ticket':
      return `a ticket about ${TRAIT_TITLE[reason.trait]}`;
  }
}

/** Changes are stopped, or are rolled back with their release. */
export interface Halted {
  readonly changes: readonly ChangeId[];
  /** Of what is rolled back; `null` for a change that had not been released. */
  readonly release: number | null;
  readonly reason: Reason;
}

export const haltText = ({ changes, release, reason }: Halted): string =>
  release === null
    ? `change ${listed(changes)} is stopped by ${reasonText(reason)}`
    : `rolls back release ${release} because of ${reasonText(reason)}`;
