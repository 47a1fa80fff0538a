import { readQuestions } from '../content/read';
import { bugName } from '../lib/hunt';
import { allowedIn, type System } from '../lib/sim';
import { loadSystem, systemIds } from '../lib/systems';
import { FLAG, readArguments } from './arguments';
import { table } from './table';
import type { Verb } from './verb';

const USAGE = { usage: 'list [--json]', words: 0, options: { json: FLAG } } as const;

function describe(system: System) {
  const { id, title, settings, scenarios, properties, bugs } = system;
  return {
    id,
    title,
    settings: Object.entries(settings).map(([name, field]) => ({ name, ...field })),
    scenarios: scenarios.map((s) => ({ id: s.id, title: s.title, story: s.story, seen: s.seen })),
    properties: properties.map((p) => ({ id: p.id, kind: p.kind, title: p.title })),
    bugs: bugs.map((b) => ({ id: b.id, name: bugName(system, b.id), why: b.why })),
  };
}

function inWords(system: System): string {
  const settings = Object.entries(system.settings).map(([name, field]) => [
    `  ${name}`,
    String(field.default),
    allowedIn(field),
  ]);
  return [
    `${system.id}: ${system.summary}`,
    '\n settings (default, allowed)',
    table(settings),
    '\n scenarios',
    table(system.scenarios.map((s) => [`  ${s.id}`, s.title])),
    '\n properties',
    table(system.properties.map((p) => [`  ${p.id}`, p.kind, p.title])),
    '\n planted bugs',
    table(system.bugs.map((b) => [`  ${b.id}`, bugName(system, b.id), b.why])),
  ].join('\n');
}

export const list: Verb = {
  usage: USAGE.usage,
  help: 'lists the systems with their settings, scenarios, properties and bugs, and the questions',
  async run(args, out) {
    const { values } = readArguments('list', USAGE, args, out);
    const systems = await Promise.all(systemIds.map(loadSystem));
    const questions = readQuestions();
    if (values.json) {
      const short = questions.map(({ no, slug, system, cards }) => ({ no, slug, system, cards }));
      out.print(JSON.stringify({ systems: systems.map(describe), questions: short }));
      return 0;
    }
    systems.forEach((system) => out.print(`${inWords(system)}\n`));
    out.print('questions');
    out.print(table(questions.map((q) => [q.no, q.slug, q.system, `${q.cards} cards`])));
    return 0;
  },
};
