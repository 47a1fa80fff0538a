import { loadBody } from '$content/offered';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ data }) => ({
  ...data,
  Body: await loadBody(data.question),
});
