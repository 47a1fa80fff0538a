export { default } from './CallChain.svelte';
