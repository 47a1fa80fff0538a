import { readLocal, writeLocal } from '../ui/local';

const KEY = 'character-keys';
let on = $state(readLocal(KEY) !== 'off');

/** Whether single letters, digits and signs are shortcuts: a wish for all widgets, kept where the browser lets us. */
export const characterKeys = {
  get on(): boolean {
    return on;
  },
  set on(wanted: boolean) {
    on = wanted;
    writeLocal(KEY, wanted ? null : 'off');
  },
};
