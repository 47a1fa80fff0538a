import type { Recipe } from '$lib/sim';
import type { WidgetController } from '$lib/widget/controller.svelte';
import type { RunSummary } from '$lib/widget/summary';

/** What a run is set up from; an experiment's run, a prediction's, or a challenge's. */
export interface Setup {
  scenario?: string;
  settings: Record<string, string | number | boolean>;
  seed?: number;
  interventions?: string[];
  until?: string;
}

/** The page's way to its widget: one run at a time, whoever asks. */
export class Lab {
  controller = $state.raw<WidgetController>();
  busy = $state(false);
  get ready(): boolean {
    return this.controller !== undefined;
  }

  /** Sets the widget up and computes the whole run. Rejects when the widget does, or is not there. */
  async run(setup: Setup): Promise<RunSummary> {
    if (!this.controller) throw new Error('The simulation is not loaded yet.');
    this.busy = true;
    try {
      this.controller.load({ seed: 1, ...setup });
      return await this.controller.run({ trace: 'metrics' });
    } finally {
      this.busy = false;
    }
  }

  /** Sets the widget up and lets it play, slowly enough to watch. */
  watch(setup: Setup): void {
    this.controller?.load({ seed: 1, ...setup });
    this.controller?.play();
    document.getElementById('widget')?.scrollIntoView({ block: 'start' });
  }

  /** Plays a recipe that was found elsewhere, such as by a hunt. */
  play(recipe: Recipe): void {
    this.controller?.adopt({ recipe });
    this.controller?.play();
    document.getElementById('widget')?.scrollIntoView({ block: 'start' });
  }
}
