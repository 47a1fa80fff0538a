export { default } from './Blocks.svelte';
