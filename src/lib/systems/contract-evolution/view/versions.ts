import { STAGES, type Stage } from '../nodes/schema';
import { Rec, type Micros, type NodeSpec, type Trace } from '../../../sim';

/** One process and what it ran, from when on; in order. */
export interface Lane {
  readonly node: number;
  readonly id: string;
  readonly label: string;
  readonly runs: readonly { readonly from: Micros; readonly stage: Stage }[];
}

const isProcess = ({ behaviour }: NodeSpec): boolean =>
  behaviour.kind === 'contract-writer' || behaviour.kind === 'contract-reader';

/** What each writer and reader ran when, read from its changes of mode. A crash leaves it what it has on its disk. */
export function lanesOf(trace: Trace, nodes: readonly NodeSpec[]): Lane[] {
  const lanes = nodes.flatMap((spec, node) =>
    isProcess(spec)
      ? [{ node, id: spec.id, label: spec.label, runs: [{ from: 0, stage: 'old' as Stage }] }]
      : [],
  );
  const byNode = new Map(lanes.map((lane) => [lane.node, lane]));
  trace.at.forEach((at, i) => {
    const lane = trace.kind[i] === Rec.Mode ? byNode.get(trace.node[i]) : undefined;
    if (!lane) return;
    const [host, role] = trace.names[trace.name[i]].split('|');
    const stage = STAGES.find((s) => s === role);
    if (host !== 'crashed' && stage && stage !== lane.runs.at(-1)!.stage)
      lane.runs.push({ from: at, stage });
  });
  return lanes;
}

/** What a process ran at a moment. */
export function stageAt({ runs }: Pick<Lane, 'runs'>, t: Micros): Stage {
  let stage: Stage = 'old';
  for (const run of runs) if (run.from <= t) stage = run.stage;
  return stage;
}

/** In words: "4 of 10 instances write the old form, 6 the new one; Wallet reads the old one, Surveys either". */
export function mixText(lanes: readonly Lane[], t: Micros): string {
  const writers = lanes.filter((l) => l.id.startsWith('users-'));
  const WRITES: Record<Stage, string> = { old: 'the old form', both: 'both', new: 'the new form' };
  const READS: Record<Stage, string> = { old: 'the old form', both: 'either', new: 'the new form' };
  const counts = STAGES.map((stage) => ({
    stage,
    n: writers.filter((l) => stageAt(l, t) === stage).length,
  })).filter(({ n }) => n > 0);
  const written = counts.map(({ stage, n }) => `${n} write ${WRITES[stage]}`).join(', ');
  const read = lanes
    .filter((l) => !l.id.startsWith('users-'))
    .map((l) => `${l.label} reads ${READS[stageAt(l, t)]}`)
    .join(', ');
  return `Of ${writers.length} instances ${written}. ${read}.`;
}
