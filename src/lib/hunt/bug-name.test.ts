import { describe, expect, it } from 'vitest';
import { loadSystem, systemIds } from '../systems';
import { bugName } from './bug-name';

describe('the name of a planted bug', () => {
  it('is what the setting calls it', async () => {
    const system = await loadSystem('outbox');
    expect(bugName(system, 'mark-first')).toBe('B, in the relay');
  });

  it('goes on after the setting’s letters where the settings alone are wrong', async () => {
    const system = await loadSystem('contract-evolution');
    expect(system.bugs.map(({ id }) => bugName(system, id))).toEqual([
      'C, in the settings',
      'A, in the readers',
      'D, in the settings',
      'E, in the settings',
      'B, in the deployer',
    ]);
  });

  it.each(systemIds)('is one bug’s alone in %s', async (id) => {
    const system = await loadSystem(id);
    const names = system.bugs.map((b) => bugName(system, b.id));
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[A-P], in /);
  });
});
