/** Everything a key or a button of the widget can ask for. */
export type Command =
  | 'toggle'
  | 'next-moment'
  | 'previous-moment'
  | 'next'
  | 'previous'
  | 'next-change'
  | 'previous-change'
  | 'start'
  | 'end'
  | 'faster'
  | 'slower'
  | 'story'
  | 'undo'
  | 'redo'
  | 'reset'
  | 'heal'
  | 'cut'
  | 'fault-line'
  | 'faults'
  | 'done'
  | 'million'
  | 'inspect'
  | 'legend'
  | 'compare'
  | 'swap'
  | 'share'
  | 'embed'
  | 'fullscreen'
  | 'keys'
  | 'escape'
  | `view-${number}`
  | `act-${string}`;

/** One key in the list of all keys; `key-titles.ts` says what it does. */
export interface Key {
  /** As tinykeys has it; several for one command with spaces between in the list. */
  readonly keys: readonly string[];
  readonly command: Command;
}

export const KEYS: readonly Key[] = [
  { keys: ['Space'], command: 'toggle' },
  { keys: ['n'], command: 'next-moment' },
  { keys: ['Shift+N'], command: 'previous-moment' },
  { keys: ['ArrowRight'], command: 'next' },
  { keys: ['ArrowLeft'], command: 'previous' },
  { keys: ['Shift+ArrowRight'], command: 'next-change' },
  { keys: ['Shift+ArrowLeft'], command: 'previous-change' },
  { keys: ['Home'], command: 'start' },
  { keys: ['End'], command: 'end' },
  { keys: ['+', 'Shift++', '='], command: 'faster' },
  { keys: ['-'], command: 'slower' },
  { keys: ['0'], command: 'story' },
  { keys: ['c'], command: 'act-c' },
  { keys: ['p'], command: 'act-p' },
  { keys: ['s'], command: 'act-s' },
  { keys: ['f'], command: 'act-f' },
  { keys: ['d'], command: 'act-d' },
  { keys: ['Shift+D'], command: 'act-Shift+D' },
  { keys: ['x'], command: 'cut' },
  { keys: ['l'], command: 'fault-line' },
  { keys: ['b'], command: 'faults' },
  { keys: ['o'], command: 'done' },
  { keys: ['h'], command: 'heal' },
  { keys: ['i'], command: 'inspect' },
  { keys: ['g'], command: 'legend' },
  { keys: ['m'], command: 'million' },
  { keys: ['y'], command: 'swap' },
  { keys: ['v'], command: 'compare' },
  { keys: ['z', '$mod+z'], command: 'undo' },
  { keys: ['Shift+Z', '$mod+Shift+z', '$mod+y'], command: 'redo' },
  { keys: ['Shift+R'], command: 'reset' },
  { keys: ['1'], command: 'view-1' },
  { keys: ['2'], command: 'view-2' },
  { keys: ['3'], command: 'view-3' },
  { keys: ['4'], command: 'view-4' },
  { keys: ['5'], command: 'view-5' },
  { keys: ['6'], command: 'view-6' },
  { keys: ['?', 'Shift+?'], command: 'keys' },
  { keys: ['Escape'], command: 'escape' },
];

/** Where letters are typed, keys are letters. */
const TYPING = 'input:not([type=range]), textarea, select, [contenteditable=true]';
/** What space and Enter press. */
const PRESSABLE = 'button, a[href], summary, [role=button], [role=tab], [role^=menuitem]';

/** True for a key that types a letter, digit or sign: a shortcut that can be switched off (WCAG 2.1.4). Space is none. */
export function isCharacter({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return key.length === 1 && key !== ' ' && !ctrlKey && !metaKey && !altKey;
}

/** True when a key press belongs to what has the focus, not to the widget. */
export function isTaken(event: KeyboardEvent): boolean {
  const target = event.target;
  if (event.defaultPrevented || !(target instanceof Element)) return true;
  if (target.closest(TYPING) || target.closest('dialog, [role=menu]')) return true;
  return (event.key === ' ' || event.key === 'Enter') && target.closest(PRESSABLE) !== null;
}
