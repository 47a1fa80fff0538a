import { testSystem } from '../../../../tests/fixtures/system';
import { system } from '.';

/** What each scenario breaks on purpose; the others break nothing. */
const ON_PURPOSE: Record<string, string[]> = {
  broken: ['nobody-lost'],
  'lowered-late': ['nobody-lost'],
  ignoring: ['settles'],
};

testSystem(system, { breaks: ON_PURPOSE });
