import type { NodeSpec } from '../sim';

/** Nodes as a topology has them, by number. */
export type LabelledNodes = readonly Pick<NodeSpec, 'id' | 'label'>[];

/** Nodes as a topology has them; whoever wants ids only leaves the labels out. */
export type Named = readonly { readonly id: string; readonly label?: string }[];

interface Pattern {
  readonly regex: RegExp;
  readonly labels: ReadonlyMap<string, string>;
}

const patterns = new WeakMap<Named, Pattern | null>();

function patternOf(nodes: Named): Pattern | null {
  const labels = new Map(nodes.flatMap(({ id, label }) => (label ? [[id, label]] : [])));
  if (labels.size === 0) return null;
  const ids = [...labels.keys()]
    .sort((a, b) => b.length - a.length)
    .map((id) => id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  // A whole id: "server-1" is not in "server-10", and "clients" not in "kill-clients".
  return { regex: new RegExp(`(?<!\\w|\\w-)(?:${ids.join('|')})(?!\\w|-\\w)`, 'g'), labels };
}

/**
 * What was done, as `formatAct` or `formatIntervention` writes it, with every node called by its label: "crash server-3" becomes
 * "crash machine 3". What a setting was set to is left as it is.
 */
export function inLabels(text: string, nodes: Named): string {
  if (/^(\S+ )?set /.test(text)) return text;
  let pattern = patterns.get(nodes);
  if (pattern === undefined) patterns.set(nodes, (pattern = patternOf(nodes)));
  if (!pattern) return text;
  const { regex, labels } = pattern;
  return text
    .replace(regex, (id) => labels.get(id)!)
    .replace(/<->/g, ' ↔ ')
    .replace(/->/g, ' → ')
    .replace(/,(?=\S)/g, ', ')
    .replace(/(?<=\S)\|(?=\S)/g, ' | ');
}
