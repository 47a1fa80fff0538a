import { partChangeAt, Rec, type Micros, type RunResult } from '../../sim';
import { capital, type Names } from './words';
import type { Scene } from './types';

/** A mode that a node, or a part of one, changed to. */
export interface Change {
  readonly at: Micros;
  readonly record: number;
  readonly node: number;
  /** A mode's key, or what the part has become. */
  readonly name: string;
  /** The part's name; empty where the node itself changed. */
  readonly part: string;
  readonly kind: 'host' | 'role' | 'part';
  /** How many changes of this class the run has: the fewer, the more each one means. */
  readonly among: number;
  /** The first of its class. */
  readonly isFirst: boolean;
}

/** Changes that are more common than this are the run's daily business. */
const RARE = 8;

interface Class {
  readonly kind: Change['kind'];
  count: number;
  readonly first: { at: Micros; record: number; node: number; name: string; part: string }[];
}

/** Every rare change of a mode that nobody made by hand, in order of time. One pass over the trace. */
export function changesOf({ trace }: RunResult, scene: Scene, names: Names): Change[] {
  if (!trace) return [];
  const { nodes } = scene.topology;
  const before = new Map<number, string>();
  const classes = new Map<string, Class>();
  for (let i = 0; i < trace.kind.length; i++) {
    const rec = trace.kind[i];
    if (rec !== Rec.Mode && rec !== Rec.Part) continue;
    const [at, node] = [trace.at[i], trace.node[i]];
    const change = rec === Rec.Part ? partChangeAt(trace, i) : null;
    const name = change ? change.to : trace.names[trace.name[i]];
    const part = change ? change.part : '';
    const kind = rec === Rec.Part ? 'part' : kindOf(before.get(node), name);
    if (rec === Rec.Mode) before.set(node, name);
    const cause = trace.cause[i];
    const isByHand = cause >= 0 && trace.kind[cause] === Rec.Intervention;
    // What nodes become at time 0 is how a run begins; what was done by hand is told as an act; and that the workload
    // comes to its end means nothing.
    if (at === 0 || (isByHand && kind === 'host')) continue;
    if (kind === 'role' && nodes[node].source) continue;
    const key = `${nodes[node].behaviour.kind}/${classOf(kind, name, part, names)}`;
    let of = classes.get(key);
    if (!of) classes.set(key, (of = { kind, count: 0, first: [] }));
    if (of.count++ < RARE) of.first.push({ at, record: i, node, name, part });
  }
  return [...classes.values()].flatMap(kept).sort((a, b) => a.record - b.record);
}

function kept({ kind, count, first }: Class): Change[] {
  // However often machines fail, the first time is worth telling.
  const some = count <= RARE ? first : kind === 'host' ? first.slice(0, 1) : [];
  return some.map((c, i) => ({ ...c, kind, among: count, isFirst: i === 0 }));
}

/** Whether it is the machine that a node runs on, or the part that it plays, that has changed. */
function kindOf(before: string | undefined, after: string): 'host' | 'role' {
  const host = (key: string) => key.split('|', 1)[0];
  return (before === undefined ? 'running' : host(before)) === host(after) ? 'role' : 'host';
}

function classOf(kind: Change['kind'], name: string, part: string, names: Names): string {
  if (kind === 'host') return name.split('|', 1)[0];
  // Of a part that is a node each one counts for itself; of transactions and the like, all together.
  return kind === 'part' && names.has(part) ? `${part} ${name}` : name;
}

const HOSTS: Record<string, [one: string, many: string]> = {
  crashed: ['crashes', 'crash'],
  paused: ['pauses', 'pause'],
  running: ['runs again', 'run again'],
};
const words = (state: string): string => state.replace(/[-.]/g, ' ');

/** A change in words, without a full stop: "Replica 3 becomes leader". */
export function changeText({ node, name, part, kind }: Change, scene: Scene, names: Names): string {
  const { id } = scene.topology.nodes[node];
  const who = capital(names.of(id));
  const isMany = names.isMany(id);
  if (kind === 'part') {
    const to = words(name);
    if (names.has(part)) return `${who} ${isMany ? 'mark' : 'marks'} ${names.of(part)} as ${to}`;
    return `${who}: ${part} is now ${to}`;
  }
  const [host, role = ''] = name.split('|');
  if (kind === 'host' && Object.hasOwn(HOSTS, host)) return `${who} ${HOSTS[host][Number(isMany)]}`;
  // "Pipeline is now rolling back", and not "becomes".
  if (/^\w+ing\b/.test(role)) return `${who} ${isMany ? 'are' : 'is'} now ${words(role)}`;
  return `${who} ${isMany ? 'become' : 'becomes'} ${words(role)}`;
}

/** Ids of the nodes that a change is about: who changed, and whom it sees otherwise now. */
export function aboutChange({ node, part }: Change, scene: Scene, names: Names): string[] {
  return [scene.topology.nodes[node].id, ...(names.has(part) ? [part] : [])];
}
