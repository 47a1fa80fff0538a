import { eventReader, type Micros, type NodeSpec, type Trace } from '../../../sim';
import { STAGES, type Stage } from '../nodes/schema';
import type { ContractWorld } from '../world';

/** One process and what it ran, from when on; in order. */
export interface Lane {
  readonly node: number;
  readonly id: string;
  readonly label: string;
  readonly isWriter: boolean;
  readonly runs: readonly { readonly from: Micros; readonly stage: Stage }[];
}

const eventsOf = eventReader<ContractWorld>();

/** What each writer and reader ran when, as they wrote it down. A crash leaves a process what it has on its disk. */
export function lanesOf(trace: Trace, nodes: readonly NodeSpec[]): Lane[] {
  const runs = eventsOf(trace, 'runs');
  return nodes.flatMap(({ id, label, behaviour }, node): Lane[] => {
    const own = runs.filter((e) => e.node === node);
    if (own.length === 0) return [];
    const changes = own.filter((e, i) => e.data.stage !== own[i - 1]?.data.stage);
    const isWriter = behaviour.kind === 'contract-writer';
    return [
      {
        node,
        id,
        label,
        isWriter,
        runs: changes.map(({ at, data }) => ({ from: at, stage: data.stage })),
      },
    ];
  });
}

/** What a process ran at a moment. */
export const stageAt = ({ runs }: Pick<Lane, 'runs'>, t: Micros): Stage =>
  runs.findLast((run) => run.from <= t)?.stage ?? 'old';

/** What a process has run up to a moment, and from when until when; what it will run is nobody's to know. */
export const runsUpTo = (
  { runs }: Pick<Lane, 'runs'>,
  t: Micros,
): { readonly from: Micros; readonly to: Micros; readonly stage: Stage }[] =>
  runs
    .filter(({ from }) => from <= t)
    .map((run, i) => ({ ...run, to: Math.min(runs[i + 1]?.from ?? t, t) }));

const WRITES: Record<Stage, string> = { old: 'the old form', both: 'both', new: 'the new form' };
const READS: Record<Stage, string> = { ...WRITES, both: 'either' };

/** In words: "Of 10 instances, 4 write the old form, 6 the new form. Wallet reads the old form, Surveys reads either." */
export function mixText(lanes: readonly Lane[], t: Micros): string {
  const writers = lanes.filter((l) => l.isWriter);
  const written = STAGES.flatMap((stage) => {
    const n = writers.filter((l) => stageAt(l, t) === stage).length;
    return n > 0 ? [`${n} write ${WRITES[stage]}`] : [];
  }).join(', ');
  const read = lanes
    .filter((l) => !l.isWriter)
    .map((l) => `${l.label} reads ${READS[stageAt(l, t)]}`)
    .join(', ');
  return `Of ${writers.length} instances, ${written}. ${read}.`;
}
