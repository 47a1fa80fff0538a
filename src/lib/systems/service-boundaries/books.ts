import { DEPLOYMENTS, MONOLITH, SPLIT, type Callers } from './nodes/callers';
import { ENDPOINTS } from './nodes/endpoints';
import type { Answer, Request } from './nodes/messages';
import type { Process } from './nodes/process-options';
import type { LooseProperty, World } from '../../sim';
import { CLIENTS, MONOLITH_PLACE, processAt } from './topology';

export const clientsOf = (world: World): Callers => world.nodes[CLIENTS] as Callers;

/** The processes of a deployment that have something to do. */
export function processesOf(world: World, deployment: number): Process[] {
  const places = deployment === MONOLITH ? [MONOLITH_PLACE] : [0, 1, 2, 3, 4];
  return places
    .map((place) => world.nodes[processAt(place)] as Process)
    .filter((node) => node.options.owns !== 0);
}

/** Crashed, stopped, failing, or dead and not yet started again. */
export const isDown = ({ mode }: Process): boolean =>
  mode.host !== 'running' || mode.role === 'booting' || mode.role === 'failing';

/** Requests under way that the books can tell apart; far more than are waited for at once. */
const RING = 8192;

/** What an observer with a view of everything writes down. No node reads it. */
export interface Books {
  /** Requests that were sent while a process of their deployment was down, and how many of them were answered. */
  readonly begunDown: readonly number[][];
  readonly okDown: readonly number[][];
  /** For each request whether that was so, a bit for each deployment. */
  readonly down: Uint8Array;
}

const none = (): number[] => ENDPOINTS.map(() => 0);

export const booksOf = (world: World): Books => world.noted('accounted-for') as Books;

const deploymentOf = (node: number): number =>
  node === processAt(MONOLITH_PLACE) ? MONOLITH : SPLIT;

function begin(books: Books, world: World, to: number, { id, endpoint }: Request): void {
  const deployment = deploymentOf(to);
  const slot = id % RING;
  if (deployment === SPLIT) books.down[slot] = 0;
  if (!processesOf(world, deployment).some(isDown)) return;
  books.down[slot] |= 1 << deployment;
  books.begunDown[deployment][endpoint]++;
}

function answered(books: Books, world: World, from: number, { id }: Answer): void {
  const deployment = deploymentOf(from);
  const asked = clientsOf(world).durable.open[deployment].get(id);
  if (asked && (books.down[id % RING] & (1 << deployment)) !== 0)
    books.okDown[deployment][asked.endpoint]++;
}

const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);

/** Requests of a deployment that are closed, whichever way. */
export function closedIn(node: Callers, deployment: number): number {
  const { ok, degraded, failed, unknown } = node.durable.outcomes[deployment];
  return sum(ok) + sum(degraded) + sum(failed) + sum(unknown);
}

/** Keeps the books, and holds the clients' own against each other. */
export const accountedFor: LooseProperty<Books> = {
  id: 'accounted-for',
  kind: 'always',
  title: 'Every request is answered, failed, given up or still open, once for each deployment.',
  begin: () => ({
    begunDown: DEPLOYMENTS.map(none),
    okDown: DEPLOYMENTS.map(none),
    down: new Uint8Array(RING),
  }),
  sends: ['request'],
  send: (books, world, _from, to, message) => begin(books, world, to, message as Request),
  delivers: ['answer'],
  receiver: (id) => id === 'clients',
  deliver(books, world, from, _to, message, report) {
    answered(books, world, from, message as Answer);
    const node = clientsOf(world);
    for (const deployment of DEPLOYMENTS) {
      const there = closedIn(node, deployment) + node.durable.open[deployment].size;
      if (there !== node.durable.count)
        report(`${node.durable.count} requests were sent, and ${there} are closed or open`);
    }
  },
};
