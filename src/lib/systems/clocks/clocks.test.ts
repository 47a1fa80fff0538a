import { testSystem } from '../../../../tests/fixtures/system';
import { system } from '.';

const ON_PURPOSE: Record<string, string[]> = {
  broken: ['later-stays'],
  offsets: ['later-stays'],
  leap: ['later-stays'],
};

testSystem(system, { breaks: ON_PURPOSE });
