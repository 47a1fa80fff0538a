import type { Behaviour, Handlers, Micros, Node, NodeRef, Out } from '../../sim';
import { oneRole } from '../machine';
import type { Change, Changes, Committed, Conflict, Key, Mark } from './transactions';
import type { Op, Row, Rows, Select, Tail, Transact } from './transactions';

export interface DatabaseOptions {
  /** From a transaction's arrival until it is safely on disk, µs. */
  readonly fsync: Micros;
  /** Tables whose changes are kept in a log for subscribers; none without change data capture. */
  readonly logged: readonly string[];
  /** Table of which surplus rows of one owner are counted, in one state. */
  readonly counted: { readonly table: string; readonly state: string };
}

export interface Table<Body = unknown> {
  rows: Map<Key, Row<Body>>;
  /** How many rows are in each state. */
  states: Record<string, number>;
  next: number;
}

export interface DatabaseDisk<Body = unknown> {
  tables: Record<string, Table<Body>>;
  log: Change<Body>[];
  /** Counted rows of each owner, and how many there are beyond one each: a measure. */
  owned: Map<number, number>;
  surplus: number;
}

interface DatabaseMemory {
  /** Subscribers that wait for the next change, and the position they have. */
  tails: Map<NodeRef, number>;
}

/** Changes that one answer to a subscriber holds at most. */
const MOST_CHANGES = 100;

const machine = oneRole('database', {
  open: 'commits what reaches the disk, all of a transaction or nothing',
});

interface Fsync<Body> {
  readonly transact: Transact<Body>;
  readonly from: NodeRef;
}

/** `Body` is what the rows hold beyond their key, owner and state. */
export interface DatabaseKind<Body = unknown> {
  machine: typeof machine;
  volatile: DatabaseMemory;
  durable: DatabaseDisk<Body>;
  options: DatabaseOptions;
  takes: Transact<Body> | Select | Mark | Tail;
  sends: Committed | Conflict | Rows<Body> | Changes<Body>;
  timers: { fsync: Fsync<Body> };
  gauges: 'rows';
}
type DatabaseNode = Node<DatabaseKind>;
type DatabaseOut = Out<DatabaseKind>;

/** A node's tables, and what writing to them asks for: other kinds of node have as much. */
export interface Database<Body = unknown> {
  readonly durable: DatabaseDisk<Body>;
  readonly options: DatabaseOptions;
}
export interface WriteOut extends Pick<DatabaseOut, 'clock' | 'instant' | 'gauge'> {
  send(to: NodeRef, message: Committed | Conflict): void;
}
interface ReadOut<Body> {
  send(to: NodeRef, message: Rows<Body>): void;
}

/** To be read only: what stands for a table in which nothing was ever written. */
const NO_ROWS: Table<never> = { rows: new Map(), states: {}, next: 1 };

/** A table to be read. */
export const tableIn = <Body>({ tables }: DatabaseDisk<Body>, name: string): Table<Body> =>
  tables[name] ?? NO_ROWS;

/** A table to be written to. */
const tableOf = (disk: DatabaseDisk, name: string): Table =>
  (disk.tables[name] ??= { rows: new Map(), states: {}, next: 1 });

/** The state of the row that forbids the transaction, or `null` when nothing does. */
export function obstacle(disk: DatabaseDisk, ops: readonly Op[]): string | null {
  for (const op of ops) {
    if (op.do !== 'insert' && op.do !== 'move') continue;
    const row = tableIn(disk, op.table).rows.get(op.key);
    if (op.do === 'insert' ? row !== undefined : row?.state !== op.from) return row?.state ?? '';
  }
  return null;
}

function write(node: Database, name: string, key: Key, row: Row): void {
  const { durable: disk, options } = node;
  const table = tableOf(disk, name);
  const before = table.rows.get(key);
  if (before) table.states[before.state]--;
  table.states[row.state] = (table.states[row.state] ?? 0) + 1;
  table.rows.set(key, row);
  if (options.logged.includes(name))
    disk.log.push({ position: disk.log.length + 1, table: name, key, row });
  if (name === options.counted.table) count(node, before, row);
}

function count({ durable: disk, options }: Database, before: Row | undefined, row: Row): void {
  const { state } = options.counted;
  const change = Number(row.state === state) - Number(before?.state === state);
  if (change === 0) return;
  const had = disk.owned.get(row.owner) ?? 0;
  disk.owned.set(row.owner, had + change);
  disk.surplus += Math.max(0, had + change - 1) - Math.max(0, had - 1);
}

/** One step of a transaction, on the disk. */
export function perform(node: Database, op: Op, out: Pick<WriteOut, 'clock' | 'instant'>): void {
  const table = tableOf(node.durable, op.table);
  const added = { at: out.clock(), inserted: out.instant() };
  switch (op.do) {
    case 'insert':
    case 'put': {
      const { owner, state, body, key } = op;
      const there = table.rows.get(key);
      return write(
        node,
        op.table,
        key,
        there ? { ...there, state } : { owner, state, body, ...added },
      );
    }
    case 'move': {
      const there = table.rows.get(op.key)!;
      return write(node, op.table, op.key, { ...there, state: op.to });
    }
    case 'append': {
      const { owner, body } = op;
      return write(node, op.table, table.next++, { owner, state: 'new', body, ...added });
    }
  }
}

/** A whole transaction, and the answer to it. */
export function commit(node: Database, { id, ops }: Transact, from: NodeRef, out: WriteOut): void {
  const inTheWay = obstacle(node.durable, ops);
  if (inTheWay !== null) return out.send(from, { type: 'conflict', id, state: inTheWay });
  for (const op of ops) perform(node, op, out);
  out.send(from, { type: 'committed', id });
  out.gauge('rows', tableIn(node.durable, ops[0].table).rows.size);
}

/** Sends a subscriber what is new to it, once; it asks again. */
function feed(node: DatabaseNode, subscriber: NodeRef, out: DatabaseOut): void {
  const { log } = node.durable;
  const after = node.volatile.tails.get(subscriber)!;
  if (log.length <= after) return;
  node.volatile.tails.delete(subscriber);
  out.send(subscriber, { type: 'changes', changes: log.slice(after, after + MOST_CHANGES) });
}

function select<Body>(node: Database<Body>, ask: Select, from: NodeRef, out: ReadOut<Body>): void {
  const rows: (Row<Body> & { key: Key })[] = [];
  for (const [key, row] of tableIn(node.durable, ask.table).rows) {
    if (rows.length >= ask.limit) break;
    if (ask.state !== undefined && row.state !== ask.state) continue;
    if (ask.before !== undefined && row.at > ask.before) continue;
    rows.push({ ...row, key });
  }
  out.send(from, { type: 'rows', table: ask.table, rows });
}

function mark(node: Database, { table: name, keys }: Mark): void {
  const table = tableIn(node.durable, name);
  for (const key of keys) {
    const row = table.rows.get(key);
    if (!row) continue;
    table.states[row.state]--;
    table.rows.delete(key);
  }
}

/** What needs no transaction: reads, and deletions that nobody waits for. */
export function serve<Body>(
  node: Database<Body>,
  message: Select | Mark,
  from: NodeRef,
  out: ReadOut<Body>,
): void {
  if (message.type === 'select') select(node, message, from, out);
  else mark(node, message);
}

const open: Handlers<DatabaseKind> = {
  message(node, message, from, out) {
    if (message.type === 'transact')
      out.work(node.options.fsync, 'fsync', { transact: message, from });
    else if (message.type === 'tail') {
      node.volatile.tails.set(from, message.after);
      feed(node, from, out);
    } else serve(node, message, from, out);
  },
  timer(node, _name, { transact, from }, out) {
    commit(node, transact, from, out);
    for (const subscriber of node.volatile.tails.keys()) feed(node, subscriber, out);
  },
};

/**
 * Tables on a disk. A transaction is applied as a whole when its log record is safely written; whatever had not got
 * that far is gone after a crash, and so are the answers. Transactions do not wait for each other (group commit).
 * Takes `transact`, `select`, `mark` and `tail`; sends `committed`, `conflict`, `rows` and `changes`.
 */
export const database: Behaviour<DatabaseKind> = {
  kind: 'database',
  machine,
  volatile: () => ({ tails: new Map() }),
  durable: () => ({ tables: {}, log: [], owned: new Map(), surplus: 0 }),
  roles: { open },
};

/** The same database for a system that says what its rows hold. */
export const databaseOf = <Body>() =>
  // It never looks into a row's body, so it is the same code whatever that is.
  database as Behaviour<DatabaseKind<Body>>;
