import { cellName } from '../nodes/consumer/customers';
import { PROGRAM, PROGRAMS, PROMISED, uses, type ProgramId } from '../nodes/consumer/programs';
import { CHANGES, TRAIT_OF, type ChangeId, type Trait } from '../nodes/users-api/changes';
import { eventReader, upperBound, type Micros, type RunResult, type System } from '../../../sim';
import { haltText } from '../nodes/release/reason';
import type { ApiWorld } from '../world';
import { openNodes, readNodeRecords, stepAt, type Steps } from '../../../views/picture-nodes';

/** How a program stands with a behaviour at a moment. */
export type Standing =
  'unused' | 'relied' | 'adapting' | 'adapted' | 'broken' | 'found' | 'was-broken';

export interface Cell {
  readonly program: ProgramId;
  readonly standing: Standing;
  /** When it began to be so; −1 where it always was. */
  readonly since: Micros;
}

export interface Row {
  readonly id: ChangeId;
  readonly trait: Trait;
  readonly isPromised: boolean;
  /** For everybody, opt-in, or held back. */
  readonly way: string;
  /** Where the change is on its way, and since when. */
  readonly state: string;
  readonly since: Micros;
  /** Why the pipeline stopped the change or rolled it back; empty where it did not. */
  readonly why: string;
  readonly cells: readonly Cell[];
}

/** A run read once, for pictures of any moment. */
export interface MatrixIndex {
  readonly parts: Readonly<Record<string, Map<string, Steps>>>;
  /** When changes were stopped or rolled back, and why. */
  readonly halts: readonly {
    readonly at: Micros;
    readonly changes: readonly ChangeId[];
    readonly why: string;
  }[];
  readonly settings: RunResult['recipe']['settings'];
}

const eventsOf = eventReader<ApiWorld>();

export function readMatrix(system: System, { trace, recipe }: RunResult): MatrixIndex | null {
  if (!trace) return null;
  const specs = system.topology(recipe.settings).nodes;
  const nodes = openNodes(trace, specs);
  readNodeRecords(nodes, specs, trace, 0, trace.at.length);
  const parts = Object.fromEntries(specs.map((s, i) => [s.id, nodes[i].parts]));
  const halts = eventsOf(trace, 'halted').map(({ at, data }) => ({
    at,
    changes: data.changes,
    why: haltText(data),
  }));
  return { parts, halts, settings: recipe.settings };
}

/** States of a habit that are a standing of their own. */
const HABITS: Readonly<Record<string, Standing>> = { adapting: 'adapting', adapted: 'adapted' };

const ENDED = new Set(['refused', 'blocked', 'stopped', 'reverted']);

/** When the step that holds at `t` began; −1 for the first. */
function sinceOf(steps: Steps | undefined, t: Micros): Micros {
  const at = steps?.at[upperBound(steps.at, t) - 1] ?? -Infinity;
  return Number.isFinite(at) ? at : -1;
}

function cellAt(
  { parts, settings }: MatrixIndex,
  program: ProgramId,
  trait: Trait,
  t: Micros,
): Cell {
  if (!uses(program, trait)) return { program, standing: 'unused', since: -1 };
  const seen = parts.customers?.get(cellName(program, trait));
  const now = seen ? stepAt(seen, t) : 'right';
  if (seen && now !== 'right')
    return {
      program,
      standing: now === 'noticed' ? 'found' : 'broken',
      since: sinceOf(seen, t),
    };
  const until = seen ? upperBound(seen.at, t) : 0;
  const wrong = seen ? seen.values.slice(0, until).lastIndexOf('wrong') : -1;
  if (seen && wrong >= 0) return { program, standing: 'was-broken', since: seen.at[wrong] };
  const habit = parts[program]?.get(trait);
  if (!habit || !PROGRAM[program].habits.includes(trait))
    return { program, standing: 'relied', since: -1 };
  const careful = settings.relies === 'promises';
  const standing = careful ? 'adapted' : (HABITS[stepAt(habit, t)] ?? 'relied');
  return { program, standing, since: sinceOf(habit, t) };
}

/** The matrix at `t`: a row for each change and what it alters, a cell for each program. */
export function matrixAt(index: MatrixIndex, t: Micros): Row[] {
  const { parts, halts, settings } = index;
  return CHANGES.map((id) => {
    const trait = TRAIT_OF[id];
    const steps = parts.pipeline?.get(`change ${id}`);
    const state = steps ? stepAt(steps, t) : 'planned';
    const since = sinceOf(steps, t);
    const halt = ENDED.has(state)
      ? halts.findLast((h) => h.at <= since && h.changes.includes(id))
      : undefined;
    return {
      id,
      trait,
      isPromised: PROMISED.includes(trait),
      way: String(settings[`ship${id}`]),
      state,
      since,
      why: halt?.why ?? '',
      cells: PROGRAMS.map((program) => cellAt(index, program, trait, t)),
    };
  });
}
