import type { LooseBehaviour, LooseHandlers, Micros, NodeState, LooseOut } from '../../sim';
import { nodeMachine } from '../machine';
import type {
  Change,
  Changes,
  Committed,
  Conflict,
  Key,
  Mark,
  Op,
  Row,
  Rows,
  Select,
  Tail,
  Transact,
} from './transactions';

export interface DatabaseOptions {
  /** From a transaction's arrival until it is safely on disk, µs. */
  readonly fsync: Micros;
  /** Tables whose changes are kept in a log for subscribers; none without change data capture. */
  readonly logged: readonly string[];
  /** Table of which surplus rows of one owner are counted, in one state. */
  readonly counted: { readonly table: string; readonly state: string };
}

export interface Table {
  rows: Map<Key, Row>;
  /** How many rows are in each state. */
  states: Record<string, number>;
  next: number;
}

export interface DatabaseDisk {
  tables: Record<string, Table>;
  log: Change[];
  /** Counted rows of each owner, and how many there are beyond one each: a measure. */
  owned: Map<number, number>;
  surplus: number;
}

export interface DatabaseMemory {
  /** Subscribers that wait for the next change, and the position they have. */
  tails: Map<number, number>;
}

export type Database = NodeState<DatabaseMemory, DatabaseDisk, DatabaseOptions>;

/** Changes that one answer to a subscriber holds at most. */
const MOST_CHANGES = 100;

const machine = nodeMachine('database', {
  initial: 'open',
  states: {
    open: { description: 'commits what reaches the disk, all of a transaction or nothing' },
  },
});

export function tableOf(disk: DatabaseDisk, name: string): Table {
  return (disk.tables[name] ??= { rows: new Map(), states: {}, next: 1 });
}

/** The state of the row that forbids the transaction, or `null` when nothing does. */
export function obstacle(disk: DatabaseDisk, ops: readonly Op[]): string | null {
  for (const op of ops) {
    if (op.do !== 'insert' && op.do !== 'move') continue;
    const row = tableOf(disk, op.table).rows.get(op.key);
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
export function perform(node: Database, op: Op, at: Micros): void {
  const table = tableOf(node.durable, op.table);
  switch (op.do) {
    case 'insert':
    case 'put': {
      const { owner, state, body } = op;
      const there = table.rows.get(op.key);
      return write(
        node,
        op.table,
        op.key,
        there ? { ...there, state } : { owner, state, at, body },
      );
    }
    case 'move': {
      const there = table.rows.get(op.key)!;
      return write(node, op.table, op.key, { ...there, state: op.to });
    }
    case 'append':
      return write(node, op.table, table.next++, {
        owner: op.owner,
        state: 'new',
        at,
        body: op.body,
      });
  }
}

/** A whole transaction, and the answer to it. */
export function commit(node: Database, { id, ops }: Transact, from: number, out: LooseOut): void {
  const inTheWay = obstacle(node.durable, ops);
  if (inTheWay !== null) {
    out.send(from, { type: 'conflict', id, state: inTheWay } as Conflict);
    return;
  }
  for (const op of ops) perform(node, op, out.now);
  out.send(from, { type: 'committed', id } as Committed);
  out.gauge('rows', tableOf(node.durable, ops[0].table).rows.size);
  for (const subscriber of node.volatile.tails.keys()) feed(node, subscriber, out);
}

/** Sends a subscriber what is new to it, once; it asks again. */
function feed(node: Database, subscriber: number, out: LooseOut): void {
  const { log } = node.durable;
  const after = node.volatile.tails.get(subscriber)!;
  if (log.length <= after) return;
  node.volatile.tails.delete(subscriber);
  const changes = log.slice(after, after + MOST_CHANGES);
  out.send(subscriber, { type: 'changes', changes } as Changes);
}

function select(node: Database, ask: Select, from: number, out: LooseOut): void {
  const rows: (Row & { key: Key })[] = [];
  for (const [key, row] of tableOf(node.durable, ask.table).rows) {
    if (rows.length >= ask.limit) break;
    if (ask.state !== undefined && row.state !== ask.state) continue;
    if (ask.before !== undefined && row.at > ask.before) continue;
    rows.push({ ...row, key });
  }
  out.send(from, { type: 'rows', table: ask.table, rows } as Rows);
}

function mark(node: Database, { table: name, keys }: Mark): void {
  const table = tableOf(node.durable, name);
  for (const key of keys) {
    const row = table.rows.get(key);
    if (!row) continue;
    table.states[row.state]--;
    table.rows.delete(key);
  }
}

/** What a database does with messages that concern no transaction of several databases. */
export const open: LooseHandlers<DatabaseMemory, DatabaseDisk, DatabaseOptions> = {
  message(node, message, from, out) {
    switch (message.type) {
      case 'transact':
        out.work(node.options.fsync, 'fsync', { transact: message, from });
        return;
      case 'select':
        return select(node, message as Select, from, out);
      case 'mark':
        return mark(node, message as Mark);
      case 'tail':
        node.volatile.tails.set(from, (message as Tail).after);
        return feed(node, from, out);
    }
  },
  timer(node, _name, data, out) {
    const { transact, from } = data as { transact: Transact; from: number };
    commit(node, transact, from, out);
  },
};

/**
 * Tables on a disk. A transaction is applied as a whole when its log record is safely written; whatever had not got
 * that far is gone after a crash, and so are the answers. Transactions do not wait for each other (group commit).
 */
export const database: LooseBehaviour<DatabaseMemory, DatabaseDisk, DatabaseOptions> = {
  kind: 'database',
  machine,
  volatile: () => ({ tails: new Map() }),
  durable: () => ({ tables: {}, log: [], owned: new Map(), surplus: 0 }),
  roles: { open },
};
