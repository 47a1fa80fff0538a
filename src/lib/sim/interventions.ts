import { InputError } from './errors';
import { formatDuration, parseDuration, type Micros } from './time';

/**
 * Something done to a run at a time. Each is also one line of text, the same in the CLI, in links and in stories:
 * `3s crash server-2`, `5s partition a,b|c`, `1s lose lb->server-2 20%`, `4s set ratePerSecond=500`.
 */
export type Intervention = { readonly at: Micros } & Act;

export type Act =
  | {
      readonly do: 'crash' | 'restart' | 'pause' | 'resume' | 'wipe' | 'fail-fast' | 'recover';
      readonly node: string;
    }
  | { readonly do: 'slow'; readonly node: string; readonly factor: number }
  | { readonly do: 'skew'; readonly node: string; readonly offset: Micros; readonly ppm: number }
  | {
      readonly do: 'cut' | 'heal-link';
      readonly from: string;
      readonly to: string;
      readonly both: boolean;
    }
  | { readonly do: 'partition'; readonly groups: readonly (readonly string[])[] }
  | { readonly do: 'heal' }
  | {
      readonly do: 'lose' | 'duplicate' | 'corrupt';
      readonly from: string;
      readonly to: string;
      readonly share: number;
    }
  | {
      readonly do: 'delay' | 'reorder';
      readonly from: string;
      readonly to: string;
      readonly share: number;
      readonly by: Micros;
    }
  | { readonly do: 'drop' | 'duplicate-message'; readonly message: number }
  | { readonly do: 'delay-message'; readonly message: number; readonly by: Micros }
  | { readonly do: 'set'; readonly setting: string; readonly value: string }
  | {
      readonly do: 'operate';
      readonly node: string;
      readonly operation: string;
      readonly argument: string;
    };

/** Any node, in a link's place. */
export const ANY = '*';

const ID = '[a-z][a-z0-9-]*';
const DURATION = '(?:\\d+(?:\\.\\d+)?(?:us|ms|s|min|m|h))';
const SHARE = '(\\d+(?:\\.\\d+)?)%';
const LINK = `(${ID}|\\*)(->|<->)(${ID}|\\*)`;

interface Form {
  readonly pattern: RegExp;
  readonly usage: string;
  read(m: RegExpExecArray): Act | null;
}

const time = (text: string): Micros => parseDuration(text) ?? NaN;
/** In steps of a millionth, which `percent` writes exactly. */
const share = (text: string): number => Math.round(Number(text) * 1e4) / 1e6;

const FORMS: Form[] = [
  {
    pattern: new RegExp(`^(crash|restart|pause|resume|wipe|fail-fast|recover) (${ID})$`),
    usage: 'crash NODE (or restart, pause, resume, wipe, fail-fast, recover)',
    read: (m) => ({ do: m[1] as 'crash', node: m[2] }),
  },
  {
    pattern: new RegExp(`^slow (${ID}) x(\\d{1,6}(?:\\.\\d{1,6})?)$`),
    usage: 'slow NODE x3',
    read: (m) => ({ do: 'slow', node: m[1], factor: Number(m[2]) }),
  },
  {
    pattern: new RegExp(`^skew (${ID}) (-?)(${DURATION})(?: (-?\\d+)ppm)?$`),
    usage: 'skew NODE 100ms 50ppm',
    read: (m) => ({
      do: 'skew',
      node: m[1],
      offset: m[2] && time(m[3]) !== 0 ? -time(m[3]) : time(m[3]),
      ppm: Number(m[4] ?? 0) || 0,
    }),
  },
  {
    pattern: new RegExp(`^(cut|heal|join) (${ID})(->|<->)(${ID})$`),
    usage: 'cut NODE<->NODE (one way: NODE->NODE), heal NODE<->NODE',
    // Links of the first year say `join`, `twin message` and `hold message`.
    read: (m) => ({
      do: m[1] === 'cut' ? 'cut' : 'heal-link',
      from: m[2],
      to: m[4],
      both: m[3] === '<->',
    }),
  },
  {
    pattern: new RegExp(`^partition (${ID}(?:[,|]${ID})*)$`),
    usage: 'partition NODE,NODE|NODE',
    read: (m) => ({ do: 'partition', groups: m[1].split('|').map((g) => g.split(',')) }),
  },
  { pattern: /^heal$/, usage: 'heal', read: () => ({ do: 'heal' }) },
  {
    pattern: new RegExp(`^(lose|duplicate|corrupt) ${LINK} ${SHARE}$`),
    usage: 'lose NODE->NODE 20% (or duplicate, corrupt; * is any node)',
    read: (m) =>
      m[3] === '->' ? { do: m[1] as 'lose', from: m[2], to: m[4], share: share(m[5]) } : null,
  },
  {
    pattern: new RegExp(`^(delay|reorder) ${LINK} (${DURATION})(?: ${SHARE})?$`),
    usage: 'delay NODE->NODE 50ms 20% (or reorder)',
    read: (m) =>
      m[3] === '->'
        ? { do: m[1] as 'delay', from: m[2], to: m[4], by: time(m[5]), share: share(m[6] ?? '100') }
        : null,
  },
  {
    pattern: /^(drop|duplicate|twin) message (\d{1,12})$/,
    usage: 'drop message N (or duplicate)',
    read: (m) => ({ do: m[1] === 'drop' ? 'drop' : 'duplicate-message', message: Number(m[2]) }),
  },
  {
    pattern: new RegExp(`^(?:delay|hold) message (\\d{1,12}) (${DURATION})$`),
    usage: 'delay message N 50ms',
    read: (m) => ({ do: 'delay-message', message: Number(m[1]), by: time(m[2]) }),
  },
  {
    pattern: /^set ([a-zA-Z]\w*)=([\w.-]{1,60})$/,
    usage: 'set SETTING=VALUE',
    read: (m) => ({ do: 'set', setting: m[1], value: m[2] }),
  },
  {
    pattern: new RegExp(`^operate (${ID}) (${ID})(?: ([\\w.:-]{1,60}))?$`),
    usage: 'operate NODE OPERATION [ARGUMENT]',
    read: (m) => ({ do: 'operate', node: m[1], operation: m[2], argument: m[3] ?? '' }),
  },
];

/** Reads one line. Throws an `InputError` that says what forms there are. */
export function parseIntervention(line: string): Intervention {
  const text = line.trim().replace(/\s+/g, ' ');
  const space = text.indexOf(' ');
  const at = space > 0 ? parseDuration(text.slice(0, space)) : null;
  if (at === null || line.length > 2000) {
    throw new InputError(
      'fault',
      `"${text.slice(0, 60)}" does not begin with a time`,
      '"3s crash server-2"',
    );
  }
  const rest = text.slice(space + 1);
  for (const form of FORMS) {
    const match = form.pattern.exec(rest);
    const act = match && form.read(match);
    if (act && Object.values(act).every((v) => typeof v !== 'number' || Number.isFinite(v)))
      return { at, ...act };
  }
  throw new InputError(
    'fault',
    `"${rest.slice(0, 60)}" is none`,
    FORMS.map((f) => f.usage).join('; '),
  );
}

const percent = (x: number) => `${Number((x * 100).toFixed(4))}%`;

/** The act alone, in the words that `parseIntervention` reads. */
export function formatAct(act: Act): string {
  switch (act.do) {
    case 'slow':
      return `slow ${act.node} x${act.factor}`;
    case 'skew':
      return `skew ${act.node} ${act.offset < 0 ? '-' : ''}${formatDuration(Math.abs(act.offset))}${act.ppm ? ` ${act.ppm}ppm` : ''}`;
    case 'cut':
    case 'heal-link':
      return `${act.do === 'cut' ? 'cut' : 'heal'} ${act.from}${act.both ? '<->' : '->'}${act.to}`;
    case 'partition':
      return `partition ${act.groups.map((g) => g.join(',')).join('|')}`;
    case 'heal':
      return 'heal';
    case 'lose':
    case 'duplicate':
    case 'corrupt':
      return `${act.do} ${act.from}->${act.to} ${percent(act.share)}`;
    case 'delay':
    case 'reorder':
      return `${act.do} ${act.from}->${act.to} ${formatDuration(act.by)} ${percent(act.share)}`;
    case 'drop':
      return `drop message ${act.message}`;
    case 'duplicate-message':
      return `duplicate message ${act.message}`;
    case 'delay-message':
      return `delay message ${act.message} ${formatDuration(act.by)}`;
    case 'set':
      return `set ${act.setting}=${act.value}`;
    case 'operate':
      return `operate ${act.node} ${act.operation}${act.argument ? ` ${act.argument}` : ''}`;
    default:
      return `${act.do} ${act.node}`;
  }
}

/** One line, as `parseIntervention` reads it. */
export function formatIntervention(i: Intervention): string {
  return `${formatDuration(i.at)} ${formatAct(i)}`;
}
