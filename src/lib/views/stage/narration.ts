import {
  partChangeAt,
  Rec,
  SECOND,
  upperBound,
  type Micros,
  type Series,
  type System,
  type Trace,
} from '../../sim';
import { dayAndHour } from '../format';
import { inLabels } from '../labels';
import { nodeWords } from '../marks/view';
import { pictureAt, type PictureIndex } from '../picture';

/** What there is to tell of. */
export interface Told {
  readonly system: Pick<System, 'messages' | 'gauges' | 'day'>;
  readonly index: PictureIndex;
  readonly series: readonly Series[];
}

/** More events than this are counted, not told. */
const MOST = 3;

/**
 * What happened in (from, to] and how things stand at `to`, in a few short clauses: for those who do not see the stage.
 * Going back (`to` before `from`) tells only how things stand.
 */
export function narrate(told: Told, from: Micros, to: Micros): string {
  const happened = to > from ? eventsIn(told, from, to) : [];
  const stands = standing(told, to);
  const clauses = [...happened, ...stands];
  return `At ${told.system.day ? dayAndHour(to, told.system.day, true) : seconds(to)}: ${clauses.length > 0 ? clauses.join('; ') : 'nothing yet'}.`;
}

const seconds = (at: Micros): string => `${Number((at / SECOND).toFixed(4))} s`;

function eventsIn(told: Told, from: Micros, to: Micros): string[] {
  const { trace } = told.index;
  if (!trace) return [];
  const [first, end] = [upperBound(trace.at, from), upperBound(trace.at, to)];
  const changes: string[] = [];
  const counts = { sent: 0, lost: 0 };
  let only = -1;
  let timer = -1;
  for (let i = first; i < end; i++) {
    const kind = trace.kind[i];
    if (kind === Rec.Send) counts.sent++;
    if (kind === Rec.Lost) counts.lost++;
    if (kind === Rec.Send || kind === Rec.Deliver || kind === Rec.Lost) only = i;
    if (kind === Rec.Timer) timer = i;
    const text = changeText(told.index, trace, i);
    if (text && changes.at(-1) !== text) changes.push(text);
  }
  const clauses = changes.slice(0, MOST);
  if (changes.length > MOST) clauses.push(`and ${changes.length - MOST} more changes`);
  if (only < 0 && changes.length === 0 && timer >= 0)
    return [`${told.index.labels[trace.node[timer]]}: timer ${trace.names[trace.name[timer]]}`];
  return [...clauses, ...traffic(told, trace, counts, end - first === 1 ? only : -1)];
}

/** A record that changes something, in words; "" for the others. */
function changeText(index: PictureIndex, trace: Trace, i: number): string {
  const { labels, ids } = index;
  const name = trace.names[trace.name[i]];
  const label = labels[trace.node[i]] ?? '';
  switch (trace.kind[i]) {
    case Rec.Intervention:
      return inLabels(
        name,
        ids.map((id, n) => ({ id, label: labels[n] })),
      );
    case Rec.Mode: {
      const [host, role = ''] = name.split('|');
      return `${label} is ${host === 'running' ? role || host : host}`;
    }
    case Rec.Part: {
      const { part, to } = partChangeAt(trace, i);
      return `to ${label} ${labels[ids.indexOf(part)] ?? part} is ${to}`;
    }
    case Rec.Note:
      return `${label}: ${name}`;
    default:
      return '';
  }
}

function traffic(
  { system, index }: Told,
  trace: Trace,
  counts: { sent: number; lost: number },
  only: number,
): string[] {
  if (only >= 0) {
    const e = trace.envelope[only];
    const type = trace.names[trace.type[e]];
    const title = Object.hasOwn(system.messages, type) ? system.messages[type].title : type;
    const way = `from ${index.labels[trace.from[e]]} to ${index.labels[trace.to[e]]}`;
    const verb = { [Rec.Send]: 'sent', [Rec.Deliver]: 'delivered' }[trace.kind[only]];
    return [`${title} ${verb ?? `lost (${trace.names[trace.name[only]]})`} ${way}`];
  }
  const sent = counts.sent > 0 ? [`${plural(counts.sent, 'message')} sent`] : [];
  return counts.lost > 0 ? [...sent, `${counts.lost} lost`] : sent;
}

const plural = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

/** Who is not well, what the counting nodes count, the longest queue, the latest p99. */
function standing({ system, index, series }: Told, t: Micros): string[] {
  const { nodes, messages } = pictureAt(index, t);
  const unwell = nodes.flatMap((node, i) => {
    const [, ...states] = nodeWords('', { ...node, levels: [] }, system.gauges).split(', ');
    const words = states.filter((word) => word !== 'healthy' && word !== node.role);
    return words.length > 0 ? [`${index.labels[i]} ${words.join(' and ')}`] : [];
  });
  const listed = unwell.slice(0, MOST);
  if (unwell.length > MOST) listed.push(`${unwell.length - MOST} more not well`);
  const flying = messages.why.reduce((n, why) => n + (why < 0 ? 1 : 0), 0);
  return [
    ...listed,
    ...longestQueue(system, index, nodes),
    ...(flying > 0 ? [`${plural(flying, 'message')} on the way`] : []),
    ...latency(series, t),
  ];
}

function longestQueue(
  system: Told['system'],
  index: PictureIndex,
  nodes: ReturnType<typeof pictureAt>['nodes'],
): string[] {
  let best = { length: 0, who: '' };
  nodes.forEach((node, i) => {
    const stack = node.levels.find((l) => system.gauges[l.name]?.mark === 'stack' && !l.gone);
    if (stack && stack.value > best.length) best = { length: stack.value, who: index.labels[i] };
  });
  return best.length > 0 ? [`the longest queue is ${best.length}, at ${best.who}`] : [];
}

function latency(series: readonly Series[], t: Micros): string[] {
  const of = series.find((s) => s.lines.includes('p99'));
  if (!of) return [];
  const value = of.values[of.lines.indexOf('p99')]?.[upperBound(of.at, t) - 1];
  return Number.isFinite(value) ? [`p99 ${Number(value.toPrecision(3))} ${of.unit}`] : [];
}
