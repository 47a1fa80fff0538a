export { default } from './Logs.svelte';
