export { default } from './Sessions.svelte';
