export { default } from './Waterfall.svelte';
