import type { LooseBehaviour, Message, Micros, NodeState, LooseOut } from '../../../../sim';
import { createMachine } from 'xstate';
import { compile, nodeMachine } from '../../../../nodes/machine';
import { TRAITS, type Trait } from '../users-api/changes';
import type { Complaint } from '../users-api/messages';
import type { Result } from './messages';
import { judge, uses, type ProgramId } from './programs';

export interface CustomersOptions {
  /** The consumers that they are customers of: nodes, and the programs that run there. */
  readonly nodes: readonly number[];
  readonly programs: readonly ProgramId[];
  readonly users: number;
  /** How long something is silently wrong before one of them looks closer and complains, µs. */
  readonly notice: Micros;
  /** Probes of the first program: its right results, and its wrong ones; two a program. */
  readonly firstProbe: number;
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

type Customers = NodeState<Volatile, null, CustomersOptions>;

/** How often they look, and after how long without anything wrong they take it for mended, µs. */
const LOOK: Micros = 1_000_000;
const MENDED: Micros = 12_000_000;

const machine = nodeMachine('customers', {
  initial: 'watching',
  states: { watching: { description: 'know what is true of themselves' } },
});

/** What customers make of one trait in one program. */
const cellMachine = compile(
  createMachine({
    id: 'cell',
    initial: 'right',
    states: {
      right: { on: { WRONG: 'wrong' } },
      wrong: {
        on: { MEND: 'right', COMPLAIN: 'noticed' },
        description: 'results are wrong, and nobody has looked closer yet',
      },
      noticed: { on: { MEND: 'right' }, description: 'somebody has complained' },
    },
  }),
);

export const cellName = (program: string, trait: Trait): string => `${program}: ${trait}`;

function move(node: Customers, name: string, event: string, out: LooseOut): void {
  const cell = node.volatile.cells[name];
  const before = cell.state;
  cell.state = cellMachine.next(before, event);
  if (cell.state === before) return;
  cell.since = out.now;
  out.part(name, before, cell.state);
}

function onResult(node: Customers, result: Result, from: number, out: LooseOut): void {
  const { options: o, volatile: v } = node;
  const place = o.nodes.indexOf(from);
  const finding = judge(result, o.users);
  if (place < 0 || !finding) return;
  out.observe(o.firstProbe + 2 * place + (finding.wrong === 0 ? 0 : 1), 1);
  if (finding.wrong === 0) return;
  out.gauge('wrong', ++v.wrong);
  const name = cellName(o.programs[place], finding.trait);
  v.cells[name] ??= { state: 'right', since: 0, lastWrong: 0 };
  v.cells[name].lastWrong = out.now;
  move(node, name, 'WRONG', out);
}

/** Whoever has complained in vain complains again. */
function look(node: Customers, out: LooseOut): void {
  const { options: o, volatile: v } = node;
  o.programs.forEach((program, place) => {
    for (const trait of TRAITS) {
      const name = cellName(program, trait);
      const cell = v.cells[name];
      if (!cell || cell.state === 'right') continue;
      if (out.now - cell.lastWrong >= MENDED) move(node, name, 'MEND', out);
      else if (out.now - cell.since >= o.notice) {
        move(node, name, 'COMPLAIN', out);
        cell.since = out.now;
        out.send(o.nodes[place], { type: 'complaint', trait } as Complaint);
      }
    }
  });
  out.after(LOOK, 'look');
}

const handlers = {
  message(node: Customers, message: Message, from: number, out: LooseOut): void {
    if (message.type === 'result') onResult(node, message as Result, from, out);
  },
  timer(node: Customers, _name: string, _data: unknown, out: LooseOut): void {
    look(node, out);
  },
};

/** People who are served by the consumers. They know how many they are, which no program does, and take their time to complain. */
export const customers: LooseBehaviour<Volatile, null, CustomersOptions> = {
  kind: 'customers',
  diskless: true,
  machine,
  volatile: () => ({ cells: {}, wrong: 0 }),
  durable: () => null,
  start(_node, out) {
    out.gauge('wrong', 0);
    out.after(LOOK, 'look');
  },
  roles: { watching: handlers },
  parts: {
    title: 'how what they get is',
    machine: cellMachine,
    begin: ({ programs }) =>
      Object.fromEntries(
        programs.flatMap((p) =>
          TRAITS.filter((t) => uses(p, t)).map((t) => [cellName(p, t), 'right']),
        ),
      ),
  },
};
