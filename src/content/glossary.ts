import { parseGlossary, type Term } from './glossary-schema';
import yaml from './glossary.yaml?raw';
import { finderOf } from './terms';

/** The glossary, in alphabetical order. Read while the site is built; a browser gets what a page needs of it. */
export const GLOSSARY: readonly Term[] = parseGlossary(yaml);

export const FINDER = finderOf(GLOSSARY);
