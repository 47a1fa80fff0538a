import type { Process, ProcessOut } from './kind';
import type { Content, Traffic } from './messages';

/** Sends to the node at that place, over a link or through the scheduler, in the name of the node at place `by`. */
export function post(
  { options }: Process,
  place: number,
  content: Content,
  out: ProcessOut,
  by = options.place,
): void {
  const to = options.nodes[place];
  out.send(options.scheduler ?? to, { ...content, by, to } as Traffic);
}

/** Sends to every other node. */
export function broadcast(node: Process, content: Content, out: ProcessOut): void {
  const { nodes, place } = node.options;
  for (let i = 0; i < nodes.length; i++) if (i !== place) post(node, i, content, out);
}
