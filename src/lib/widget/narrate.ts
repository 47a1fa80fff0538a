import { Rec, SECOND, upperBound, type Micros, type NodeSpec, type RunResult } from '../sim';
import { readRecord } from '../views/log/text';

/** More things at one time than this are summed up. */
const MOST = 3;

/** What happened at `t`, in a sentence for those who do not see the stage. */
export function narrate({ trace }: RunResult, nodes: readonly NodeSpec[], t: Micros): string {
  const time = `${Number((t / SECOND).toFixed(4))} s`;
  if (!trace) return time;
  const end = upperBound(trace.at, t);
  const here: string[] = [];
  let left = 0;
  for (let i = end - 1; i >= 0 && trace.at[i] === trace.at[end - 1]; i--) {
    if (here.length === MOST) left++;
    else here.unshift(sentence(trace, i, nodes));
  }
  const rest = left > 0 ? `; and ${left} more` : '';
  return here.length === 0 ? `${time}: the beginning.` : `${time}: ${here.join('; ')}${rest}.`;
}

function sentence(trace: NonNullable<RunResult['trace']>, i: number, nodes: readonly NodeSpec[]) {
  const { node, what, text } = readRecord(trace, i, nodes);
  const words = text.replace(' → ', ' to ').replace(' ← ', ' from ').replace(/ #\d+/g, '');
  if (trace.kind[i] === Rec.Intervention) return words;
  return `${node} ${what} ${words}`.trim();
}
