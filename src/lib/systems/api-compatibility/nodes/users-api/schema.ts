import { conductOf, type Service, type Version } from './changes';

/** What the published description of the interface says, and a schema diff can see. */
export interface Schema {
  /** Fields of a user, with their types. */
  readonly fields: Readonly<Record<string, string>>;
  /** Query parameters of the list; all optional. */
  readonly parameters: readonly string[];
  /** Answers to a request for one user: "200 user", "404", "200 null". */
  readonly answers: readonly string[];
  readonly paths: readonly string[];
}

/** The description that goes with a version. Order, time and the default size of a page are not in it: nobody promised them. */
export function schemaOf(version: Version, service: Service): Schema {
  const conduct = conductOf(version, service);
  const optIn = (id: string) => version.changes.some((c) => c.id === id && c.way === 'compatible');
  const types: Record<string, string> = { id: 'integer', active: 'boolean' };
  return {
    fields: Object.fromEntries(conduct.fields.map((f) => [f, types[f] ?? 'string'])),
    parameters: ['limit', 'cursor', ...(optIn('B') ? ['sort'] : [])],
    answers: ['200 user', conduct.unknown === 404 ? '404' : '200 null'],
    paths: ['/api/v2/users', '/api/v2/users/{id}', ...(optIn('E') ? ['/api/v3/users/{id}'] : [])],
  };
}

export interface Difference {
  readonly text: string;
  readonly isBreaking: boolean;
}

/**
 * Compares two descriptions as schema-diff tools do: what goes away, changes its type, or is a new kind of answer
 * may break a caller; what is added beside the rest may not.
 */
export function schemaDiff(before: Schema, after: Schema): Difference[] {
  const found: Difference[] = [];
  const say = (text: string, isBreaking: boolean) => found.push({ text, isBreaking });
  for (const [name, type] of Object.entries(before.fields)) {
    const now = after.fields[name];
    if (now === undefined) say(`field ${name} is gone`, true);
    else if (now !== type) say(`field ${name} was ${type} and is ${now}`, true);
  }
  for (const name of Object.keys(after.fields))
    if (!(name in before.fields)) say(`new field ${name}`, false);
  for (const [what, old, now, addedBreaks] of [
    ['parameter', before.parameters, after.parameters, false],
    ['answer', before.answers, after.answers, true],
    ['path', before.paths, after.paths, false],
  ] as const) {
    for (const name of old) if (!now.includes(name)) say(`${what} ${name} is gone`, true);
    for (const name of now) if (!old.includes(name)) say(`new ${what} ${name}`, addedBreaks);
  }
  return found;
}
