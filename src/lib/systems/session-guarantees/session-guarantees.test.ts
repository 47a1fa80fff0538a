import { testSystem } from '../../../../tests/fixtures/system';
import { system } from '.';

testSystem(system, {});
