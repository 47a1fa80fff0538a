/** How fields are recognised on the wire: by their names, as in JSON, or by their numbers, as in Protobuf. */
export const FORMATS = ['names', 'numbers'] as const;
export type Format = (typeof FORMATS)[number];
/** What the owner of the contract wants to change. */
export const CHANGES = ['add', 'rename', 'remove', 'retype', 'retype-same-wire', 'reuse'] as const;
export type Change = (typeof CHANGES)[number];
/** Where a process stands in a change: before it, in between, after it. */
export type Stage = 'old' | 'both' | 'new';
export const STAGES: readonly Stage[] = ['old', 'both', 'new'];

/** What a field is about. It never stands on the wire: names and numbers do, and people believe them. */
export type Meaning = 'id' | 'name' | 'credit' | 'points' | 'locale';

export interface ContractField {
  readonly meaning: Meaning;
  readonly name: string;
  readonly number: number;
  /** Credit is a whole number of cents; as a string it is "12.50". */
  readonly type: 'int64' | 'sint64' | 'string';
}

/** A contract and how it is to change. */
export interface Contract {
  readonly format: Format;
  readonly change: Change;
  /** The new field takes the old one's place (name or number) where it can; else it gets one of its own. */
  readonly inPlace: boolean;
}

const ID: ContractField = { meaning: 'id', name: 'id', number: 1, type: 'int64' };
const NAME: ContractField = { meaning: 'name', name: 'name', number: 2, type: 'string' };
const CREDIT: ContractField = { meaning: 'credit', name: 'credit', number: 3, type: 'int64' };
const BEFORE: readonly ContractField[] = [ID, NAME, CREDIT];

/** What takes the place of credit. In place: under its number, and for readers of names under its name. */
function instead(
  { format, inPlace }: Contract,
  field: Omit<ContractField, 'number'>,
): ContractField {
  if (!inPlace) return { ...field, number: 4 };
  return { ...field, number: CREDIT.number, name: format === 'names' ? CREDIT.name : field.name };
}

function after(contract: Contract): readonly ContractField[] {
  switch (contract.change) {
    case 'add':
      return [...BEFORE, { meaning: 'locale', name: 'locale', number: 4, type: 'string' }];
    case 'rename':
      return [ID, { ...NAME, name: 'full_name' }, CREDIT];
    case 'remove':
      return [ID, NAME];
    case 'retype':
      return [
        ID,
        NAME,
        instead(contract, { meaning: 'credit', name: 'credit_text', type: 'string' }),
      ];
    case 'retype-same-wire':
      return [
        ID,
        NAME,
        instead(contract, { meaning: 'credit', name: 'credit_signed', type: 'sint64' }),
      ];
    case 'reuse':
      return [ID, NAME, instead(contract, { meaning: 'points', name: 'points', type: 'int64' })];
  }
}

/** What a field is recognised by. */
export const keyOf = ({ format }: Contract, field: ContractField): string =>
  format === 'names' ? field.name : String(field.number);

/** The fields of both, each key once; the later ones count where a key comes twice. */
function union(
  contract: Contract,
  a: readonly ContractField[],
  b: readonly ContractField[],
): ContractField[] {
  const byKey = new Map([...a, ...b].map((f) => [keyOf(contract, f), f]));
  return [...byKey.values()].sort((x, y) => x.number - y.number || (x.name < y.name ? -1 : 1));
}

/** Looked up for every message, so kept. */
const known = new Map<string, readonly ContractField[]>();

/** The fields that a writer writes, and that a reader knows, at a stage. */
export function fieldsAt(contract: Contract, stage: Stage): readonly ContractField[] {
  if (stage === 'old') return BEFORE;
  const key = `${contract.format} ${contract.change} ${contract.inPlace} ${stage}`;
  let fields = known.get(key);
  if (!fields) {
    fields = stage === 'new' ? after(contract) : union(contract, BEFORE, after(contract));
    known.set(key, fields);
  }
  return fields;
}

/** Keys that were in use, and that nobody may give a meaning to again: what `reserved` says in a .proto file. */
export function reservedAt(contract: Contract, stage: Stage): readonly string[] {
  if (stage !== 'new') return [];
  const used = after(contract).map((f) => keyOf(contract, f));
  return BEFORE.map((f) => keyOf(contract, f)).filter((key) => !used.includes(key));
}

/** What the wallet service cannot do without, at a stage. In between it takes either, and needs what both have. */
export function walletNeeds({ change }: Contract, stage: Stage): readonly Meaning[] {
  const later: readonly Meaning[] =
    change === 'remove' ? ['id', 'name'] : ['id', 'name', change === 'reuse' ? 'points' : 'credit'];
  if (stage === 'new') return later;
  const now: readonly Meaning[] = ['id', 'name', 'credit'];
  return stage === 'old' ? now : now.filter((m) => later.includes(m));
}
