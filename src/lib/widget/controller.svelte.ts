import { Player } from '../player/player.svelte';
import {
  formatDuration,
  type Intervention,
  makeRecipe,
  InputError,
  scenarioOf,
  SECOND,
  type Message,
  type Micros,
  type Recipe,
  type RecipeParts,
  type RunResult,
  type Scenario,
  type SettingValue,
  type System,
} from '../sim';
import { PartError } from '../ui/lazy/preload';
import type { Cursor } from '../views/cursor';
import type { PictureIndex } from '../views/picture';
import { beginningMoment, beginningSpeed } from './begin';
import type { Extras, ViewId } from '../link/extras';
import type { Landmarks } from './marks';
import { Runner } from './runner';
import { Cancelled, type Outcome, type Progress } from './session/job';
import type { Look, Looked } from './session/scout';
import { openSession } from './session/open';
import type { Draft, Offer, Setup } from './setup';
import { summaryOf, Waiting, type RunSummary } from './summary';
import { Undo } from './undo';

/** A run that nobody has touched yet opens at least so long before its first moment, wall seconds. */
const BEFORE_FIRST = 2;
const NO_LANDMARKS: Landmarks = { marks: [], changes: [] };
/** What the reader may play on meanwhile belongs to what is shown first, wall seconds. */
const LOOK_ON = 1;

const sentenceOf = (error: unknown): string =>
  error instanceof InputError || error instanceof PartError
    ? error.message
    : `Something went wrong here: ${error instanceof Error ? error.message : String(error)}`;

/** One widget's state and all that can be asked of it, by its own parts and by the page around it. */
export class WidgetController {
  readonly player: Player;
  system = $state.raw<System | null>(null);
  /** What is to be shown. */
  recipe = $state.raw<Recipe | null>(null);
  scenario = $state.raw<Scenario | null>(null);
  /** The last recipe whose whole trace is there. */
  result = $state.raw<RunResult | null>(null);
  /** What the stage shows: the same, or the next one as far as it is computed. */
  shown = $state.raw<RunResult | null>(null);
  /** What was shown before the last change, and what the reader has kept: to compare with. */
  before = $state.raw<RunResult | null>(null);
  kept = $state.raw<RunResult | null>(null);
  /** What is shown, read for pictures of any moment. */
  index = $state.raw<PictureIndex | null>(null);
  /** False when the trace was cut off before the run's end. */
  complete = $state(true);
  landmarks = $state.raw<Landmarks>(NO_LANDMARKS);
  /** A whole run in numbers, as far as it has come. */
  whole = $state.raw<RunResult | null>(null);
  /** How far the computing is; `null` when nothing is being computed. NaN: nobody can tell. */
  progress = $state.raw<{ readonly of: 'trace' | 'count'; readonly fraction: number } | null>(null);
  /** A user's mistake, or a bug of ours, in one sentence. */
  error = $state<string | null>(null);
  /** What the reader may do about it. */
  offer = $state.raw<Offer | null>(null);
  /** What the views look at: the moment, or the whole run. */
  focus = $state<'moment' | 'whole'>('moment');
  selection = $state.raw<Cursor | undefined>();
  hover = $state.raw<Cursor | undefined>();
  view = $state<ViewId>('stage');
  canUndo = $state(false);
  canRedo = $state(false);
  readonly #undo = new Undo<Draft>();
  readonly #runner: Runner;
  #initial: Draft | null = null;
  /** The run stands where it opened by itself: nobody has played it or asked for a moment yet. */
  opening = $state(false);
  /** When the reader last did something whose run is still being computed, µs. */
  #acted: Micros | null = null;
  #pending: Setup | null = null;
  readonly #waiting = new Waiting();

  constructor(player = new Player()) {
    this.player = player;
    this.#runner = new Runner({
      tracing: ({ fraction }) => (this.progress = { of: 'trace', fraction }),
      looked: (outcome) => this.#looked(outcome),
      traced: (outcome) => this.#traced(outcome),
      counting: (progress) => this.#counting(progress),
      counted: (result) => (this.whole = result),
      failed: (error) => this.#fail(error),
      idle: () => (this.progress = null),
    });
  }

  /** Starts with a system, and what was asked for meanwhile. */
  async open(system: System, open = openSession): Promise<void> {
    this.system = system;
    if (this.#pending) this.load(this.#pending);
    this.#pending = null;
    this.#runner.open(await open(system));
  }

  close(): void {
    this.#runner.close();
    this.player.dispose();
    this.#waiting.fail(new Cancelled());
  }

  /** Out of sight nothing moves and no trace is begun. */
  set visible(visible: boolean) {
    this.player.awake = visible;
    this.#runner.held = !visible;
  }

  /** True when the whole of the recipe that is to be shown is not there yet. */
  get stale(): boolean {
    return this.result === null || this.result.recipe !== this.recipe;
  }

  get summary(): RunSummary | null {
    const result = this.whole && !this.progress ? this.whole : this.stale ? null : this.result;
    return result && summaryOf(result);
  }

  /** Sets the widget up from a scenario, or anything. A mistake in it is shown and changes nothing. */
  load({ requests, ...setup }: Setup): void {
    if (!this.system) {
      this.#pending = { requests, ...setup };
      return;
    }
    const settings = requests === undefined ? setup.settings : { ...setup.settings, requests };
    const recipe = this.#make({ ...setup, settings });
    if (recipe) this.adopt({ recipe, story: setup.scenario });
  }

  /** Starts over with a recipe that was checked before, at a moment if given. */
  adopt({ recipe, story, t, view, speed }: Draft & Extras): void {
    this.#undo.clear();
    this.#initial = { recipe, story };
    this.player.pause();
    this.player.speed = speed ?? beginningSpeed(this.system!, recipe);
    this.player.telling = speed === undefined;
    this.selection = undefined;
    this.opening = t === undefined;
    this.player.await(t ?? beginningMoment(this.system!, recipe, this.player.speed));
    this.#show({ recipe, story });
    if (view) this.view = view;
  }

  /** The whole run, computed to its end. Rejects with a sentence, or with `Cancelled` when given up. */
  run({ trace = 'metrics' }: { trace?: 'full' | 'metrics' } = {}): Promise<RunSummary> {
    const present = this.#draft();
    if (trace === 'metrics' && present) return this.#count(present);
    if (!this.stale && this.result) return Promise.resolve(summaryOf(this.result));
    return this.#waiting.join();
  }

  /** As the run is set up, with as many requests as the system's own default, to the last one. */
  async million(): Promise<void> {
    const present = this.#draft();
    const requests = this.system?.settings.requests?.default;
    if (!present || requests === undefined) return;
    const settings = { ...present.recipe.settings, requests };
    const recipe = this.#make({ ...present.recipe, settings, until: null });
    if (recipe)
      await this.#count({ recipe, story: present.story }).catch((error: unknown) => {
        if (!(error instanceof Cancelled)) throw error;
      });
  }

  /** Gives a whole run up. */
  cancel(): void {
    this.whole = null;
    this.focus = 'moment';
    this.#runner.stopCount();
  }

  play(): void {
    this.focus = 'moment';
    this.#begin();
    this.player.play();
  }

  toggle(): void {
    if (this.player.playing) this.player.pause();
    else this.play();
  }

  /** Goes to the next (1) or previous (−1) moment of the story. False when there is none. */
  goToMoment(direction: 1 | -1): boolean {
    this.focus = 'moment';
    this.#begin();
    return this.player.goToMoment(direction);
  }

  pause(): void {
    this.player.pause();
  }

  seek(t: Micros): void {
    this.focus = 'moment';
    this.opening = false;
    this.#acted = null;
    this.player.seek(t, this.stale);
  }

  /** Does something to the run at the present moment: "crash server-5". Later acts stay: they are part of the story. */
  act(text: string): void {
    const { recipe } = this;
    if (!recipe) return;
    const at = Math.floor(this.player.t);
    this.#change({ interventions: [...recipe.interventions, `${formatDuration(at)} ${text}`] });
    this.#acted = at;
  }

  /** What is done to the run, in the order of time. */
  get acts(): readonly Intervention[] {
    return this.recipe?.interventions ?? [];
  }

  /** The `i`-th act at another time, µs. */
  moveAct(i: number, at: Micros): void {
    const within = Math.min(this.player.end, Math.max(0, Math.round(at)));
    if (this.acts[i]?.at === within) return;
    this.#change({ interventions: this.acts.map((a, k) => (k === i ? { ...a, at: within } : a)) });
  }

  /** The run as if the `i`-th act had not been. */
  removeAct(i: number): void {
    this.#change({ interventions: this.acts.filter((_, k) => k !== i) });
  }

  changeSetting(name: string, value: SettingValue): void {
    if (this.recipe?.settings[name] === value) return;
    this.#change({ settings: { ...this.recipe?.settings, [name]: value } });
  }

  setSeed(seed: number): void {
    if (this.recipe?.seed !== seed) this.#change({ seed });
  }

  undo(): void {
    this.#back(this.#undo.undo.bind(this.#undo));
  }

  redo(): void {
    this.#back(this.#undo.redo.bind(this.#undo));
  }

  /** Back to what was loaded; undo brings the rest back. */
  reset(): void {
    const [present, initial] = [this.#draft(), this.#initial];
    if (!present || !initial) return;
    if (present.recipe !== initial.recipe) this.#undo.push(present);
    this.player.pause();
    this.opening = true;
    this.player.await(beginningMoment(this.system!, initial.recipe, this.player.speed));
    this.#show(initial);
  }

  /** What a message held: its fields, as the node that sent it wrote them. */
  async inspect(envelope: number): Promise<Message | undefined> {
    const message = await this.#runner.session?.inspect(envelope);
    return message && { ...message };
  }

  /** What a node knows at a moment; `undefined` while there is no run to ask. */
  look(look: Look): Promise<Looked | undefined> {
    return this.#runner.session?.look(look) ?? Promise.resolve(undefined);
  }

  /** Shows a sentence, given as such or made of an error, until the next change. */
  refuse(error: unknown, offer: Offer | null = null): void {
    this.offer = offer;
    this.error = typeof error === 'string' ? error : sentenceOf(error);
  }

  #draft(): Draft | null {
    return this.recipe && { recipe: this.recipe, story: this.scenario?.id };
  }

  #make(parts: RecipeParts): Recipe | null {
    try {
      return makeRecipe(this.system!, parts);
    } catch (error) {
      this.refuse(error);
      return null;
    }
  }

  #change(parts: RecipeParts): void {
    const present = this.#draft();
    const { settings, seed, interventions, until } = present?.recipe ?? {};
    const recipe = present && this.#make({ settings, seed, interventions, until, ...parts });
    if (!recipe) return;
    this.#undo.push(present);
    this.opening = false;
    this.#show({ recipe, story: present.story });
  }

  #back(to: (present: Draft) => Draft | undefined): void {
    const present = this.#draft();
    const draft = present && to(present);
    this.opening = false;
    if (draft) this.#show(draft);
  }

  /** The recipe that is to be shown from now on; the stage keeps the old one until its trace is there. */
  #show({ recipe, story }: Draft): void {
    this.player.dropStory();
    this.recipe = recipe;
    this.scenario = story === undefined ? null : scenarioOf(this.system!, story);
    this.error = null;
    this.whole = null;
    this.focus = 'moment';
    this.canUndo = this.#undo.canUndo;
    this.canRedo = this.#undo.canRedo;
    this.#waiting.fail(new Cancelled());
    this.#runner.stopCount();
    this.progress = { of: 'trace', fraction: 0 };
    const soon = this.player.bound + LOOK_ON * SECOND * this.player.speed;
    this.#runner.trace({ recipe, story, soon });
  }

  #traced(outcome: Outcome): void {
    const { result, complete } = outcome;
    if (!outcome.reading || result.recipe !== this.recipe) return;
    if (this.result && this.result.recipe !== result.recipe) this.before = this.result;
    this.result = result;
    this.complete = complete;
    this.#stage(outcome, Math.round(result.virtualMs * 1000));
    this.#openStory();
    this.#waiting.settle(result);
  }

  /** The stage goes ahead with what is there. How long the run lasts is known only where it has a fixed end. */
  #looked(outcome: Outcome): void {
    const { result } = outcome;
    if (!outcome.reading || result.recipe !== this.recipe) return;
    const here = Math.round(result.virtualMs * 1000);
    this.complete = true;
    this.#stage(outcome, result.recipe.until ?? Math.max(this.player.end, here), here - 1);
  }

  /** What the reader has done is told from there, what plays already from before the first moment. */
  #openStory(): void {
    const { player } = this;
    const acted = this.#acted;
    this.#acted = null;
    // Standing still, it is told where it was done; who has gone elsewhere since is left there.
    if (acted !== null && (player.playing ? player.telling : Math.floor(player.t) === acted))
      player.seekAct(acted);
    if (player.playing) this.#begin();
  }

  /** A story is told from before its first moment, wherever the run opened. */
  #begin(): void {
    const { story, wall, telling } = this.player;
    if (!this.opening || !story) return;
    this.opening = false;
    const from = (story.moments[0]?.wall ?? Infinity) - BEFORE_FIRST;
    if (telling && wall > from) this.player.seekWall(from);
  }

  #stage({ result, reading }: Outcome, end: Micros, ready = end): void {
    const { index, landmarks, story } = reading!;
    this.shown = result;
    this.index = index;
    this.landmarks = landmarks;
    const stops = { records: result.trace?.at ?? [], changes: landmarks.changes };
    this.player.show(end, stops, ready, story);
  }

  async #count(wanted: Draft): Promise<RunSummary> {
    this.pause();
    this.whole = null;
    this.focus = 'whole';
    this.progress = { of: 'count', fraction: 0 };
    return summaryOf(await this.#runner.count(wanted));
  }

  #counting({ fraction, result }: Progress): void {
    this.whole = result;
    this.progress = { of: 'count', fraction };
  }

  #fail(error: unknown): void {
    this.refuse(error);
    this.#waiting.fail(error);
  }
}
