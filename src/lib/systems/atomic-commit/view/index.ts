export { default } from './WhoRemembers.svelte';
