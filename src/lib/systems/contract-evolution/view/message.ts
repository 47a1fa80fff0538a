import { decode, encode, fieldOf, layout, type ReaderSpec } from '../nodes/codec';
import {
  fieldsAt,
  keyOf,
  reservedAt,
  type Contract,
  type ContractField,
  type Meaning,
  type Stage,
} from '../nodes/schema';
import { carriesBytes } from '../nodes/messages';
import { misreadIn, truthOf, type Fact } from '../nodes/truth';
import { upperBound, type Micros, type Trace } from '../../../sim';

/** How a reader takes one field. */
export type How = 'right' | 'misread' | 'unknown' | 'reserved' | 'ignored' | 'missing';

export interface Taken {
  readonly how: How;
  readonly text: string;
}

export interface FieldRow {
  readonly key: string;
  readonly type: string;
  readonly value: string;
  /** Bytes of the key (tag or name) and of the value, with a length where there is one. */
  readonly head: readonly number[];
  readonly body: readonly number[];
  /** What the writer meant. */
  readonly meant: string;
  /** By reader, in their order. */
  readonly taken: readonly Taken[];
}

export interface Told {
  readonly writtenBy: Stage;
  readonly fields: readonly FieldRow[];
  /** What each reader comes to. */
  readonly outcomes: readonly {
    readonly how: 'read' | 'refused' | 'misread';
    readonly text: string;
  }[];
}

const money = (cents: number): string =>
  `${Math.floor(cents / 100)}.${String(Math.round(cents) % 100).padStart(2, '0')}`;

/** "credit 12.50", "225 points" */
export function factText(meaning: Meaning, fact: Fact): string {
  if (meaning === 'credit') return `credit ${money(Number(fact))}`;
  if (meaning === 'points') return `${fact} points`;
  return typeof fact === 'string' ? `${meaning} “${fact}”` : `${meaning} ${fact}`;
}

/** The in-between form comes last: a change in place has none. */
const LIKELY: readonly Stage[] = ['old', 'new', 'both'];

/** The release that wrote these bytes: the first one that would write just them. */
export const writerOf = (contract: Contract, id: number, bytes: readonly number[]): Stage =>
  LIKELY.find((s) => encode(contract, s, truthOf(id)).join() === bytes.join()) ?? 'old';

function take(spec: ReaderSpec, key: string, id: number, bytes: readonly number[]): Taken {
  const { contract, stage } = spec;
  if (reservedAt(contract, stage).includes(key))
    return { how: 'reserved', text: 'reserved, skipped' };
  const field = fieldOf(contract, stage, key);
  if (!field)
    return spec.strict
      ? { how: 'missing', text: 'not in its schema' }
      : { how: 'unknown', text: 'unknown, ignored' };
  if (spec.selective && !spec.needs.includes(field.meaning))
    return { how: 'ignored', text: 'not read' };
  return judge(spec, field, id, bytes);
}

/** What the reader takes this field for, whether or not it refuses the message for another one. */
function judge(
  spec: ReaderSpec,
  { meaning }: ContractField,
  id: number,
  bytes: readonly number[],
): Taken {
  const lenient = { ...spec, strict: false, needs: [], selective: false };
  const fact = decode(lenient, bytes).facts[meaning];
  if (fact === undefined) return { how: 'missing', text: 'wrong type' };
  const isRight = fact === truthOf(id)[meaning];
  return { how: isRight ? 'right' : 'misread', text: factText(meaning, fact) };
}

function outcome(spec: ReaderSpec, id: number, bytes: readonly number[]): Told['outcomes'][number] {
  const { why, facts } = decode(spec, bytes);
  if (why !== null) return { how: 'refused', text: `refused: ${why}` };
  const wrong = misreadIn(facts, id);
  if (!wrong) return { how: 'read', text: 'read correctly' };
  return { how: 'misread', text: `misread, without an error: ${wrong.meaning}` };
}

/** A message by its fields: what its writer meant, and what each reader makes of it. */
export function tell(
  contract: Contract,
  readers: readonly ReaderSpec[],
  id: number,
  bytes: readonly number[],
): Told {
  const writtenBy = writerOf(contract, id, bytes);
  const truth = truthOf(id);
  const writes = fieldsAt(contract, writtenBy);
  return {
    writtenBy,
    fields: layout(contract, bytes).map(({ key, type, value, at, valueAt, end }) => {
      const field = writes.find((f) => keyOf(contract, f) === key);
      return {
        key,
        type,
        value,
        head: bytes.slice(at, valueAt),
        body: bytes.slice(valueAt, end),
        meant: field ? factText(field.meaning, truth[field.meaning]) : '?',
        taken: readers.map((spec) => take(spec, key, id, bytes)),
      };
    }),
    outcomes: readers.map((spec) => outcome(spec, id, bytes)),
  };
}

const nameAt = (trace: Trace, envelope: number): string => trace.names[trace.type[envelope]];

/** Whether an envelope has a message's bytes in it. */
export const hasBytes = (trace: Trace, envelope: number): boolean =>
  carriesBytes({ type: nameAt(trace, envelope) });

/** The last message of an instance that was sent up to `t`; undefined before the first. */
export const lastPublished = (trace: Trace, t: Micros): number | undefined =>
  neighbour(trace, upperBound(trace.sent, t), -1);

/** The next message of an instance after an envelope, or the one before it. */
export function neighbour(trace: Trace, envelope: number, by: 1 | -1): number | undefined {
  for (let i = envelope + by; i >= 0 && i < trace.sent.length; i += by)
    if (nameAt(trace, i) === 'publish') return i;
  return undefined;
}

/** When a reader reads what is in an envelope: the message itself, or the copy that the queue delivers at once. */
export function readAt(trace: Trace, envelope: number, reader: number): Micros {
  if (nameAt(trace, envelope) === 'deliver' && trace.to[envelope] === reader)
    return trace.ended[envelope];
  const delivered =
    nameAt(trace, envelope) === 'deliver' ? trace.sent[envelope] : trace.ended[envelope];
  for (let i = envelope; i < trace.sent.length && trace.sent[i] <= delivered; i++)
    if (trace.sent[i] === delivered && trace.to[i] === reader && nameAt(trace, i) === 'deliver')
      return trace.ended[i];
  for (let i = envelope; i >= 0 && trace.sent[i] >= delivered; i--)
    if (trace.to[i] === reader && nameAt(trace, i) === 'deliver') return trace.ended[i];
  return Infinity;
}
