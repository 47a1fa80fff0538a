import type { Caption, NodeState, Scenario, World } from '../sim';

/** What a scenario says beyond its id and its title. */
type Told<W> = Omit<Scenario<W>, 'id' | 'title' | 'interventions' | 'until'> &
  Partial<Pick<Scenario<W>, 'interventions' | 'until'>>;

type Nodes<W> = NonNullable<Caption<W>['about']>;
type Messages<W> = NonNullable<Caption<W>['messages']>;

const told =
  <W>(focus: Pick<Caption<W>, 'about' | 'messages'>) =>
  (when: Caption<W>['when']) =>
  (text: string): Caption<W> => ({ text, when, ...focus });

/** Makers of a world's scenarios and of their captions. */
export const stories = <W extends Pick<World, 'node'>>() => ({
  /** Left out, `interventions` are none, and `until` is when the work is done. Another scenario may be spread into it. */
  scenario(id: string, title: string, told: Told<W>): Scenario<W> {
    const { story, watch, seen, settings, interventions = [], until = null } = told;
    const { seed, captions, shows } = told;
    const recipe = { settings, interventions, until, ...(seed !== undefined && { seed }) };
    return { id, title, story, watch, seen, ...recipe, captions, ...(shows && { shows }) };
  },
  /**
   * A caption: from when it is told, and its text. `about` says before it which nodes and messages the stage lights:
   * about(everyone, 'vote').when((w) => w.observed.votes > 0)('All have voted.')
   */
  when: told<W>({}),
  about: (about: Nodes<W>, messages?: Messages<W>[number] | Messages<W>) => ({
    when: told<W>({ about, ...(messages && { messages: [messages].flat() }) }),
  }),
  /** Nodes by their ids, for captions that are about them. */
  at:
    (...ids: readonly string[]) =>
    (w: W): NodeState[] =>
      ids.map((id) => w.node(id)),
});
