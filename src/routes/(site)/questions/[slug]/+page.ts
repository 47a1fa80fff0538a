import { browser } from '$app/environment';
import { loadBody } from '$content/offered';
import BodyLater from './BodyLater.svelte';
import type { PageLoad } from './$types';

/** Where the words do not come, the rest of the page still does: and what is there as HTML stays. */
export const load: PageLoad = async ({ data }) => ({
  ...data,
  Body: await loadBody(data.question).catch((error: unknown) => {
    if (!browser) throw error;
    return BodyLater;
  }),
});
