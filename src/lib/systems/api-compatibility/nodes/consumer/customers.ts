import type { Behaviour, Handlers, Micros, Node, NodeRef, NodeRefs, Out } from '../../../../sim';
import { fault, oneRole, partMachine } from '../../../../nodes/machine';
import { TRAITS, type Trait } from '../users-api/changes';
import type { Complaint } from '../users-api/messages';
import type { Result } from './messages';
import { judge, uses, type ProgramId } from './programs';

export interface CustomersOptions {
  /** The consumers that they are customers of: nodes, and the programs that run there. */
  readonly nodes: NodeRefs;
  readonly programs: readonly ProgramId[];
  readonly users: number;
  /** How long something is silently wrong before one of them looks closer and complains, µs. */
  readonly notice: Micros;
}

interface Cell {
  state: string;
  since: Micros;
  lastWrong: Micros;
}

interface Volatile {
  cells: Record<string, Cell>;
  /** Wrong results so far. */
  wrong: number;
}

/** How often they look, and after how long without a wrong result they consider it mended, µs. */
const LOOK: Micros = 1_000_000;
const MENDED: Micros = 12_000_000;

const machine = oneRole('customers', { watching: 'know what is true of themselves' });

/** How customers find one trait of one program. */
const cellMachine = partMachine('cell', {
  right: { tags: 'well', on: { WRONG: 'wrong' } },
  wrong: fault('results are wrong, and no customer has noticed yet', {
    MEND: 'right',
    COMPLAIN: 'noticed',
  }),
  noticed: fault('a customer has complained', { MEND: 'right' }),
});

interface CustomersKind {
  machine: typeof machine;
  volatile: Volatile;
  options: CustomersOptions;
  takes: Result;
  sends: Complaint;
  timers: { look: undefined };
  gauges: 'wrong';
  /** Right and wrong results, by program. */
  probes: `${ProgramId}-${'right' | 'wrong'}`;
}
type Customers = Node<CustomersKind>;
type CustomersOut = Out<CustomersKind>;

export const cellName = (program: string, trait: Trait): string => `${program}: ${trait}`;

function move(node: Customers, name: string, event: string, out: CustomersOut): void {
  const cell = node.volatile.cells[name];
  const before = cell.state;
  cell.state = cellMachine.next(before, event);
  if (cell.state === before) return;
  cell.since = out.monotonic();
  out.part(name, before, cell.state);
}

function onResult(node: Customers, result: Result, from: NodeRef, out: CustomersOut): void {
  const { options: o, volatile: v } = node;
  const place = o.nodes.indexOf(from);
  const finding = judge(result, o.users);
  if (place < 0 || !finding) return;
  out.observe(`${o.programs[place]}-${finding.wrong === 0 ? 'right' : 'wrong'}`, 1);
  if (finding.wrong === 0) return;
  out.gauge('wrong', ++v.wrong);
  const name = cellName(o.programs[place], finding.trait);
  v.cells[name] ??= { state: 'right', since: 0, lastWrong: 0 };
  v.cells[name].lastWrong = out.monotonic();
  move(node, name, 'WRONG', out);
}

/** A customer who has complained in vain complains again. */
function look(node: Customers, out: CustomersOut): void {
  const { options: o, volatile: v } = node;
  const now = out.monotonic();
  o.programs.forEach((program, place) => {
    for (const trait of TRAITS) {
      const name = cellName(program, trait);
      const cell = v.cells[name];
      if (!cell || cell.state === 'right') continue;
      if (now - cell.lastWrong >= MENDED) move(node, name, 'MEND', out);
      else if (now - cell.since >= o.notice) {
        move(node, name, 'COMPLAIN', out);
        cell.since = now;
        out.send(o.nodes[place], { type: 'complaint', trait });
      }
    }
  });
  out.after(LOOK, 'look');
}

const watching: Handlers<CustomersKind> = {
  message: onResult,
  timer: (node, _name, _data, out) => look(node, out),
};

/** People who are served by the consumers. They know how many they are, which no program does, and are slow to complain. */
export const customers: Behaviour<CustomersKind> = {
  kind: 'customers',
  diskless: true,
  machine,
  volatile: () => ({ cells: {}, wrong: 0 }),
  durable: () => null,
  start(_node, out) {
    out.gauge('wrong', 0);
    out.after(LOOK, 'look');
  },
  roles: { watching },
  parts: {
    title: 'how right their results are',
    machine: cellMachine,
    begin: ({ programs }) =>
      Object.fromEntries(
        programs.flatMap((p) =>
          TRAITS.filter((t) => uses(p, t)).map((t) => [cellName(p, t), 'right']),
        ),
      ),
  },
};
