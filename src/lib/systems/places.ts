/** The id and the label of one node of several, counted from 1: "server-2" and "server 2", or another `label` than its id. */
export const numbered = (id: string, place: number, label = id) => ({
  id: `${id}-${place + 1}`,
  label: `${label} ${place + 1}`,
});
