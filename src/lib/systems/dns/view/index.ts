export { default } from './Copies.svelte';
