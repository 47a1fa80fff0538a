export { default } from './Boundaries.svelte';
