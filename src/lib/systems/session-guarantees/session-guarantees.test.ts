import { describe } from 'vitest';
import { testSystem } from '../../../../tests/fixtures/system';
import { testNoEasyWay } from '../../../../tests/fixtures/system/easy-ways';
import { system } from '.';

/** What each scenario breaks on purpose; the others break nothing. */
const ON_PURPOSE: Record<string, string[]> = {
  broken: ['read-your-writes', 'monotonic-reads', 'writes-follow-reads'],
  sticky: ['read-your-writes'],
  everywhere: ['monotonic-writes'],
  device: ['read-your-writes', 'monotonic-reads'],
};

testSystem(system, { breaks: ON_PURPOSE });

describe('the challenge cannot be guessed', () => testNoEasyWay(system));
