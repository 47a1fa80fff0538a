import { scenarioOf, type Scenario, type System } from '../sim';

/** What a widget says before its system has been fetched: its page's HTML has it from the start. */
export interface Opening {
  readonly title: string;
  /** The scenario that it opens with. */
  readonly scenario: { readonly id: string; readonly title: string };
  readonly story: string;
}

/** What a scenario is about, until something has come to pass in it. */
export function storyOf({ story, watch }: Pick<Scenario, 'story' | 'watch'>): string {
  return `${story} Watch ${watch}.`;
}

/** @param scenario the system's first when left out */
export function openingOf(system: System, scenario = system.scenarios[0].id): Opening {
  const { id, title, ...rest } = scenarioOf(system, scenario);
  return { title: system.title, scenario: { id, title }, story: storyOf(rest) };
}
