import { InputError } from '../lib/sim';
import { checkHistory } from './check-history';
import { evidence } from './evidence';
import { hunt } from './hunt';
import { huntJoin } from './hunt-join';
import { list } from './list';
import { open } from './open';
import { run } from './run';
import { story } from './story';
import type { Output, Verb } from './verb';

const verbs: Record<string, Verb> = {
  list,
  run,
  hunt,
  'hunt-join': huntJoin,
  'check-history': checkHistory,
  evidence,
  open,
  story,
};

function help(): string {
  const lines = Object.values(verbs).map((v) => `  ${v.usage}\n      ${v.help}`);
  return [
    'usage: npm run -s sim -- VERB …',
    ...lines,
    'exit codes: 0 success, 1 a property failed or a figure is out of range, 2 a mistake in the call, 3 a bug in Faultline, 4 undecided, 130 interrupted',
  ].join('\n');
}

/** Runs one call. Returns the exit code. */
export async function call(args: string[], out: Output): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === '--help' || name === 'help') {
      out.print(help());
      return 0;
    }
    if (name === undefined || !Object.hasOwn(verbs, name)) {
      const problem =
        name === undefined ? 'a verb must be named' : `there is no verb \`${name.slice(0, 40)}\``;
      throw new InputError('sim', problem, Object.keys(verbs).join(', '));
    }
    return await verbs[name].run(rest, out);
  } catch (error) {
    if (!(error instanceof InputError)) {
      out.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return 3;
    }
    out.say(error.message);
    return 2;
  }
}
