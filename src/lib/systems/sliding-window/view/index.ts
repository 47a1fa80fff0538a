export { default } from './Protocol.svelte';
