export { default } from './Clocks.svelte';
