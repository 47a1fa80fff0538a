import type { ChangeId, Version } from './nodes/users-api/changes';
import type { ApiWorld } from './world';

/** Changes of a version that are not on every instance yet. */
export function newIn({ at }: ApiWorld, version: Version): ChangeId[] {
  const { live } = at.pipeline.durable;
  return version.changes.filter((c) => !live.changes.some((l) => l.id === c.id)).map((c) => c.id);
}

/** The instances whose release is not the one that the pipeline believes to be everywhere, in words; empty for none. */
export function differing({ at }: ApiWorld): string {
  const { live } = at.pipeline.durable;
  return at.instances
    .filter((n) => n.durable.version.no !== live.no)
    .map((n) => `${n.label} has release ${n.durable.version.no}`)
    .join(', ');
}
