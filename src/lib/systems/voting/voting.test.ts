import { testSystem } from '../../../../tests/fixtures/system';
import { system } from '.';

/** What each scenario breaks on purpose; the others break nothing. */
const ON_PURPOSE: Record<string, string[]> = {
  broken: ['no-wrong'],
  'first-reply': ['no-wrong'],
  'same-bug': ['no-wrong'],
  versions: ['no-wrong'],
  'one-voter': ['no-wrong'],
};

testSystem(system, { breaks: ON_PURPOSE });
