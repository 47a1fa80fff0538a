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

/** One key in the list of all keys. */
export interface Key {
  /** As tinykeys has it; several for one command with spaces between in the list. */
  readonly keys: readonly string[];
  readonly command: Command;
  readonly title: string;
}

export const KEYS: readonly Key[] = [
  { keys: ['Space'], command: 'toggle', title: 'play, pause' },
  { keys: ['n'], command: 'next-moment', title: 'next moment of the story' },
  { keys: ['Shift+N'], command: 'previous-moment', title: 'previous moment of the story' },
  { keys: ['ArrowRight'], command: 'next', title: 'next event' },
  { keys: ['ArrowLeft'], command: 'previous', title: 'event before' },
  { keys: ['Shift+ArrowRight'], command: 'next-change', title: 'next fault or mode change' },
  { keys: ['Shift+ArrowLeft'], command: 'previous-change', title: 'fault or mode change before' },
  { keys: ['Home'], command: 'start', title: 'to the beginning' },
  { keys: ['End'], command: 'end', title: 'to the end' },
  { keys: ['+', 'Shift++', '='], command: 'faster', title: 'faster' },
  { keys: ['-'], command: 'slower', title: 'slower' },
  { keys: ['0'], command: 'story', title: 'at the speed of the story' },
  { keys: ['c'], command: 'act-c', title: 'crash or restart the selected node' },
  { keys: ['p'], command: 'act-p', title: 'pause or resume it' },
  { keys: ['s'], command: 'act-s', title: 'slow it down, back to speed' },
  { keys: ['f'], command: 'act-f', title: 'let it fail fast, or recover' },
  { keys: ['d'], command: 'act-d', title: 'its first operation, such as drain' },
  { keys: ['Shift+D'], command: 'act-Shift+D', title: 'its second operation' },
  { keys: ['x'], command: 'cut', title: 'cut it off from others' },
  { keys: ['l'], command: 'fault-line', title: 'pull a fault line across the stage' },
  { keys: ['b'], command: 'faults', title: 'every fault, as a form' },
  { keys: ['o'], command: 'done', title: 'what was done to it: move, take back' },
  { keys: ['h'], command: 'heal', title: 'heal the network' },
  { keys: ['i'], command: 'inspect', title: 'inspect the node in focus, or a message' },
  { keys: ['g'], command: 'legend', title: 'legend: what the marks on the stage mean' },
  { keys: ['m'], command: 'million', title: 'run to the last request' },
  { keys: ['y'], command: 'swap', title: 'the view in place of the stage, and back' },
  { keys: ['v'], command: 'compare', title: 'compare with the run before' },
  { keys: ['z', '$mod+z'], command: 'undo', title: 'undo' },
  { keys: ['Shift+Z', '$mod+Shift+z', '$mod+y'], command: 'redo', title: 'redo' },
  { keys: ['Shift+R'], command: 'reset', title: 'reset' },
  { keys: ['1'], command: 'view-1', title: 'the first panel' },
  { keys: ['2'], command: 'view-2', title: 'the second' },
  { keys: ['3'], command: 'view-3', title: 'the third' },
  { keys: ['4'], command: 'view-4', title: 'the fourth' },
  { keys: ['5'], command: 'view-5', title: 'the fifth' },
  { keys: ['6'], command: 'view-6', title: 'the sixth' },
  { keys: ['?', 'Shift+?'], command: 'keys', title: 'all keys' },
  { keys: ['Escape'], command: 'escape', title: 'let go of the selection' },
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
