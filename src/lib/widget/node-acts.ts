import type { NodeSpec } from '../sim';
import type { NodePicture } from '../views/picture';

/** Something that can be done to a node, as menus and keys offer it. */
export interface NodeAct {
  readonly id: string;
  readonly label: string;
  readonly key?: string;
  /** The line that does it, without its time. */
  readonly text: string;
  /** Breaks something (rather than mending it). */
  readonly breaks: boolean;
  /** For the menu, where there is room. */
  readonly minor?: boolean;
}

/** How a node stands at a moment, as far as acts depend on it. */
export type Standing = Pick<NodePicture, 'host' | 'tags' | 'slow'>;

const act = (
  id: string,
  label: string,
  text: string,
  key: string | undefined,
  breaks = true,
): NodeAct => ({ id, label, text, key, breaks });

/** All that can be done to a node as it stands; each switch offers the way that makes a difference. */
export function nodeActs(spec: NodeSpec, { host, tags, slow }: Standing): NodeAct[] {
  const { id, behaviour } = spec;
  const list: NodeAct[] = [];
  if (host === 'crashed') list.push(act('restart', 'Restart', `restart ${id}`, 'c', false));
  else list.push(act('crash', 'Crash', `crash ${id}`, 'c'));
  if (host === 'paused') list.push(act('resume', 'Resume', `resume ${id}`, 'p', false));
  else if (host === 'running') list.push(act('pause', 'Pause', `pause ${id}`, 'p'));
  if (slow === 1) list.push(act('slow', 'Slow down ×3', `slow ${id} x3`, 's'));
  else list.push(act('slow', 'Back to speed', `slow ${id} x1`, 's', false));
  const events = eventsOf(spec);
  if (tags.includes('fault') && events.has('RECOVER'))
    list.push(act('recover', 'Recover', `recover ${id}`, 'f', false));
  else if (events.has('FAIL_FAST')) list.push(act('fail', 'Fail fast', `fail-fast ${id}`, 'f'));
  (behaviour.operations ?? [])
    .filter((operation) => operation.argument === undefined)
    .forEach((operation, i) => {
      const key = i === 0 ? 'd' : i === 1 ? 'Shift+D' : undefined;
      const text = `operate ${id} ${operation.id}`;
      list.push({ ...act(operation.id, operation.title, text, key, false), minor: i > 0 });
    });
  return list;
}

/** What a node's machine understands, where the machine tells. */
function eventsOf(spec: NodeSpec): ReadonlySet<string> {
  const machine = spec.behaviour.machine as { events?: ReadonlySet<string> };
  return machine.events ?? new Set();
}

/** Cuts a node off from all others, or from one. */
export function cutOff(id: string, from: string | null, all: readonly string[]): string {
  if (from !== null) return `cut ${id}<->${from}`;
  return `partition ${id}|${all.filter((other) => other !== id).join(',')}`;
}

/** The node that is acted on before any is chosen: the one that leads at the moment, else the last that serves. */
export function likelyTarget(
  nodes: readonly Pick<NodeSpec, 'id' | 'shape'>[],
  standings: readonly Pick<Standing, 'host' | 'tags'>[] = [],
): string {
  const leads = ({ host, tags }: Pick<Standing, 'host' | 'tags'>): boolean =>
    host !== 'crashed' && tags.includes('leads');
  const leading = nodes.findLast((_, i) => standings[i] !== undefined && leads(standings[i]));
  const serving = nodes.findLast((n) => n.shape === 'server' || n.shape === 'replica');
  return (leading ?? serving ?? nodes.at(-1))?.id ?? '';
}
